//! Whatever a text does, evaluation ends with a finding that has a place.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use common::{evaluate_files, evaluate_text, report_of, rules_of};
use eval::{Evaluation, Limits};
use std::time::{Duration, Instant};

/// Limits that are reached soon.
fn small() -> Limits {
    Limits {
        memory: 256 << 20,
        steps: 2_000_000,
        time: Some(Duration::from_secs(20)),
        ..Limits::default()
    }
}

fn assert_stopped(evaluation: &Evaluation, rules: &[&str], text: &str) {
    let report = report_of(evaluation);
    let found = rules_of(evaluation);
    let text = &text[..text.len().min(80)];
    assert!(
        found.iter().any(|rule| rules.contains(rule)),
        "{text}\n{found:?}\n{report}"
    );
    for diagnostic in evaluation.report.iter() {
        assert!(diagnostic.place().is_some(), "{text}\n{report}");
    }
}

#[test]
fn programs_that_do_not_end_are_stopped_with_a_place() {
    let cases = [
        ("let rec x = x in x", &["infinite-recursion"][..]),
        ("{ a = b, b = a }", &["infinite-recursion"]),
        // A tail call, which grows nothing but the history of calls.
        (
            "let rec f = fun x => f x in { a = f 1 }",
            &["step-limit", "memory-limit"],
        ),
        (
            "let rec f = fun x => 1 + f x in { a = f 1 }",
            &["step-limit", "memory-limit"],
        ),
        // Data without end, deep and wide.
        (
            "let rec f = fun n => { a = f (n + 1) } in f 1",
            &["depth-limit"],
        ),
        (
            "let rec f = fun n => [n] @ f (n + 1) in { a = f 1 }",
            &["step-limit", "memory-limit"],
        ),
        (
            "let rec C = { a | C | default = {} } in {} | C",
            &["depth-limit"],
        ),
        // Doubling takes few steps and much memory.
        (
            "{ a = std.array.fold_left (fun text _ => text ++ text) \"x\" (std.array.range 0 40) }",
            &["memory-limit"],
        ),
        (
            "{ a = std.number.pow 2 1000000000000 }",
            &["memory-limit", "time-limit"],
        ),
        (
            "{ a = std.array.replicate 4000000000 1 }",
            &["memory-limit", "time-limit"],
        ),
        (
            "{ a = std.string.join \"xyz\" (std.array.replicate 100000000 \"x\") }",
            &["memory-limit", "time-limit", "step-limit"],
        ),
        (
            "{ a = 1e1000000000000 }",
            &["memory-limit", "time-limit", "syntax"],
        ),
    ];
    for (text, rules) in cases {
        let start = Instant::now();
        let evaluation = evaluate_text(text, &small());
        eprintln!("{:?} {text}", start.elapsed());
        assert_stopped(&evaluation, rules, text);
    }
}

#[test]
fn a_file_that_imports_itself_is_infinite_recursion() {
    let files = [("stack.ncl", "{ a = (import \"stack.ncl\").a }")];
    assert_eq!(
        rules_of(&evaluate_files(&files, &small())),
        ["infinite-recursion"]
    );
    let files = [
        ("stack.ncl", "import \"b.ncl\""),
        ("b.ncl", "import \"stack.ncl\""),
    ];
    assert_eq!(
        rules_of(&evaluate_files(&files, &small())),
        ["infinite-recursion"]
    );
}

#[test]
fn deep_recursion_that_ends_is_fine() {
    let text = "let rec f = fun n => if n == 0 then 0 else 1 + f (n - 1) in { a = f 200000 }";
    let evaluation = evaluate_text(text, &Limits::default());
    assert_eq!(report_of(&evaluation), "");
}

#[test]
fn deep_values_may_be_built_as_long_as_they_are_not_the_result() {
    let text = "
        let nest = std.array.fold_left (fun value _ => { inner = value }) {} in
        let rec depth = match { {} => 0, { inner } => 1 + depth inner } in
        { a = depth (nest (std.array.range 0 20000)) }";
    let evaluation = evaluate_text(text, &Limits::default());
    assert_eq!(report_of(&evaluation), "");
    let text =
        "std.array.fold_left (fun value _ => { inner = value }) {} (std.array.range 0 20000)";
    assert_stopped(
        &evaluate_text(text, &Limits::default()),
        &["depth-limit"],
        text,
    );
}

/// Shapes that make the language recurse, each `n` times.
type Shape = (&'static str, fn(usize) -> String);

const SHAPES: &[Shape] = &[
    ("arrays", |n| format!("{}1{}", "[".repeat(n), "]".repeat(n))),
    ("records", |n| {
        format!("{}1{}", "{a=".repeat(n), "}".repeat(n))
    }),
    ("parentheses", |n| {
        format!("{}1{}", "(".repeat(n), ")".repeat(n))
    }),
    ("unclosed arrays", |n| "[".repeat(n)),
    ("unclosed records", |n| "{a=".repeat(n)),
    ("sums", |n| format!("1{}", " + 1".repeat(n))),
    ("right sums", |n| {
        format!("{}1{}", "1 + (".repeat(n), ")".repeat(n))
    }),
    ("lets", |n| format!("{}1", "let x = 1 in ".repeat(n))),
    ("nested lets", |n| {
        format!("{}1{}", "let x = ".repeat(n), " in x".repeat(n))
    }),
    ("merges", |n| format!("{{}}{}", " & {a = 1}".repeat(n))),
    ("functions", |n| format!("({}1) 1", "fun x => ".repeat(n))),
    ("negations", |n| format!("{}true", "!".repeat(n))),
    ("minuses", |n| format!("{}1", "-".repeat(n))),
    ("applications", |n| {
        format!("let f = fun x => x in f{}", " f".repeat(n))
    }),
    ("conditions", |n| {
        format!("{}1", "if false then 0 else ".repeat(n))
    }),
    ("accesses", |n| {
        format!("let x = {{}} in x{}", ".a".repeat(n))
    }),
    ("paths", |n| format!("{{ {}a = 1 }}", "a.".repeat(n))),
    ("annotations", |n| format!("1{}", " | Number".repeat(n))),
    ("arrows", |n| {
        format!("let f : {}Number = null in 1", "Number -> ".repeat(n))
    }),
    ("array types", |n| {
        format!("1 | {}Number", "Array ".repeat(n))
    }),
    ("dictionary types", |n| {
        format!("1 | {}Number{}", "{_ : ".repeat(n), "}".repeat(n))
    }),
    ("enum types", |n| {
        format!("1 | {}Number{}", "[|'A ".repeat(n), "|]".repeat(n))
    }),
    ("variants", |n| {
        format!("{}1{}", "'A (".repeat(n), ")".repeat(n))
    }),
    ("interpolations", |n| {
        format!("{}1{}", "\"%{".repeat(n), "}\"".repeat(n))
    }),
    ("patterns", |n| {
        format!("let {}x{} = 1 in 1", "{a = ".repeat(n), "}".repeat(n))
    }),
    ("matches", |n| {
        format!("{}1{}", "match { x => ".repeat(n), "}".repeat(n))
    }),
    ("pipes", |n| format!("1{}", " |> (fun x => x)".repeat(n))),
    ("conjunctions", |n| format!("true{}", " && true".repeat(n))),
    ("concatenations", |n| format!("[]{}", " @ []".repeat(n))),
    ("quantifiers", |n| {
        format!("let f : {}Number = 1 in 1", "forall a. ".repeat(n))
    }),
];

#[test]
fn no_shape_of_a_text_overflows_the_stack() {
    let patient = Limits {
        time: Some(Duration::from_secs(300)),
        ..Limits::default()
    };
    // What is asked for is more than the stack bears, so the stack decides.
    let least = Limits {
        stack: 0,
        memory: u64::MAX,
        depth: usize::MAX,
        expression: usize::MAX,
        ..patient.clone()
    };
    // Just within the limit, beyond it, and far beyond it.
    for (limits, counts) in [
        (&patient, [1_000, 3_000, 9_000, 30_000]),
        (&least, [150, 300, 900, 300_000]),
    ] {
        for ((name, shape), n) in SHAPES.iter().flat_map(|shape| counts.map(|n| (shape, n))) {
            let start = Instant::now();
            let evaluation = evaluate_text(&shape(n), limits);
            let rules = rules_of(&evaluation);
            eprintln!(
                "{name} {n}: {:?} {:?}",
                start.elapsed(),
                &rules[..rules.len().min(3)]
            );
            let is_told = !rules.contains(&"internal");
            assert!(is_told, "{name} {n}\n{}", report_of(&evaluation));
            for diagnostic in evaluation.report.iter() {
                assert!(diagnostic.place().is_some(), "{name} {n}\n{diagnostic:?}");
            }
        }
    }
}

#[test]
fn definitions_in_pieces_may_be_many() {
    let pieces: String = (0..500).map(|n| format!("a.b.f{n} = {n},\n")).collect();
    let start = Instant::now();
    let evaluation = evaluate_text(&format!("{{ {pieces} }}"), &Limits::default());
    eprintln!("{:?}", start.elapsed());
    let rules = rules_of(&evaluation);
    assert!(!rules.contains(&"internal"), "{}", report_of(&evaluation));
}

#[test]
fn data_files_are_bounded_in_depth() {
    let nested: &[Shape] = &[
        ("a.json", |n| format!("{}1{}", "[".repeat(n), "]".repeat(n))),
        ("a.json", |n| {
            format!("{}1{}", "{\"a\":".repeat(n), "}".repeat(n))
        }),
        ("a.yaml", |n| format!("{}1{}", "[".repeat(n), "]".repeat(n))),
        ("a.yaml", |n| format!("{}1", "- ".repeat(n))),
        ("a.toml", |n| {
            format!("a = {}1{}", "[".repeat(n), "]".repeat(n))
        }),
        ("a.toml", |n| format!("{}a = 1", "a.".repeat(n))),
    ];
    for (name, nest) in nested {
        let rules_at = |n: usize| {
            let import = format!("import \"{name}\"");
            let files = [("stack.ncl", import.as_str()), (*name, &nest(n))];
            rules_of(&evaluate_files(&files, &Limits::default()))
        };
        assert_eq!(rules_at(50), [""; 0], "{name}");
        for n in [200, 20_000, 500_000] {
            // The parser of YAML has a limit of its own, and says so first.
            let rules = rules_at(n);
            assert!(
                rules == ["depth-limit"] || *name == "a.yaml" && rules == ["syntax"],
                "{name} {n} {rules:?}"
            );
        }
    }
}

#[test]
fn aliases_that_multiply_are_counted_as_often_as_they_stand() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..9 {
        let aliases = vec![format!("*a{}", n - 1); 9].join(", ");
        bomb.push_str(&format!("a{n}: &a{n} [{aliases}]\n"));
    }
    let files = [("stack.ncl", "import \"bomb.yaml\""), ("bomb.yaml", &bomb)];
    let evaluation = evaluate_files(&files, &small());
    assert_stopped(&evaluation, &["step-limit", "memory-limit"], "bomb");
}

#[test]
fn time_is_up_inside_and_between_steps() {
    let soon = Limits {
        time: Some(Duration::from_millis(200)),
        ..Limits::default()
    };
    let cases = [
        "let rec f = fun x => f (x + 1) in { a = f 1 }",
        // One step that takes minutes.
        "{ a = std.to_string (std.number.pow 3 100000000) }",
    ];
    for text in cases {
        let start = Instant::now();
        assert_stopped(&evaluate_text(text, &soon), &["time-limit"], text);
        assert!(start.elapsed() < Duration::from_secs(5), "{text}");
    }
}

#[test]
fn values_too_deep_to_be_written_out_are_refused() {
    let nest = "let rec nest = fun n value => if n == 0 then value else nest (n - 1) [value] in";
    let write = |n: usize| format!("{nest} {{ a = std.serialize 'Json (nest {n} []) }}");
    let evaluation = evaluate_text(&write(300), &Limits::default());
    assert_eq!(report_of(&evaluation), "");
    for n in [30_000, 100_000] {
        let text = write(n);
        let evaluation = evaluate_text(&text, &Limits::default());
        assert_stopped(&evaluation, &["depth-limit"], &text);
    }
    // What a contract says is written out too; it is shortened rather than refused.
    let text = format!(
        "{nest} let C = std.contract.custom (fun _ _ => 'Error {{ notes = nest 100000 [] }}) in
         {{ a | C = 1 }}"
    );
    let evaluation = evaluate_text(&text, &Limits::default());
    assert_stopped(&evaluation, &["contract", "depth-limit"], &text);
}

#[test]
fn long_chains_of_suspended_values_can_be_freed() {
    let cases = [
        "build (n - 1) [value]",
        "build (n - 1) (fun x => value)",
        "build (n - 1) ('Some value)",
        "build (n - 1) { value = value }",
    ];
    for case in cases {
        let text = format!(
            "let rec build = fun n value => if n == 0 then value else {} in
             {{ a = std.seq (build 300000 []) 1 }}",
            case.replace("{ value = value }", "{ inner = value }")
        );
        let evaluation = evaluate_text(&text, &Limits::default());
        assert_eq!(report_of(&evaluation), "", "{case}");
    }
}

#[test]
fn every_limit_can_be_raised_and_lowered() {
    let text = "{ a = [[[1]]], b = std.array.fold_left (fun sum n => sum + n) 0 (std.array.range 0 1000) }";
    assert_eq!(report_of(&evaluate_text(text, &Limits::default())), "");
    let cases = [
        (
            "depth-limit",
            Limits {
                depth: 3,
                ..Limits::default()
            },
        ),
        (
            "step-limit",
            Limits {
                steps: 1000,
                ..Limits::default()
            },
        ),
        (
            "memory-limit",
            Limits {
                memory: 1 << 20,
                ..Limits::default()
            },
        ),
        (
            "expression-limit",
            Limits {
                expression: 5,
                ..Limits::default()
            },
        ),
    ];
    for (rule, limits) in cases {
        assert_stopped(&evaluate_text(text, &limits), &[rule], rule);
    }
    assert_eq!(
        rules_of(&evaluate_text(
            "{ a = [[[1]]] }",
            &Limits {
                depth: 4,
                ..Limits::default()
            }
        )),
        [""; 0]
    );
}

/// A chain of `n` suspended values, which is freed at the end.
fn chain(n: usize) -> String {
    format!(
        "let rec build = fun n value => if n == 0 then value else build (n - 1) [value] in
         {{ a = std.seq (build {n} []) 1 }}"
    )
}

#[test]
fn limits_that_do_not_fit_together_end_in_findings_too() {
    let nested = |n: usize| format!("{}1{}", "[".repeat(n), "]".repeat(n));
    let merged = |n: usize| format!("{{}}{}", " & {a = 1}".repeat(n));
    let summed = |n: usize| format!("1{}", " + 1".repeat(n));
    let deep = |n: usize| {
        format!(
            "let rec nest = fun n value => if n == 0 then value else nest (n - 1) [value] in
             nest {n} []"
        )
    };
    let boundless = Limits {
        memory: u64::MAX,
        depth: usize::MAX,
        expression: usize::MAX,
        source_size: u64::MAX,
        ..Limits::default()
    };
    let cases = [
        (nested(2_900), "expression-limit"),
        (merged(4_900), "expression-limit"),
        (summed(900_000), "expression-limit"),
        (deep(100_000), "depth-limit"),
        (chain(3_000_000), "memory-limit"),
    ];
    for stack in [0, 1 << 20, 8 << 20, Limits::LEAST_STACK] {
        for (text, rule) in &cases {
            for (limits, options) in [
                (&Limits::default(), &["`--max-stack`", "`--max-depth`"][..]),
                (&boundless, &["`--max-stack`"]),
            ] {
                let limits = Limits {
                    stack,
                    ..limits.clone()
                };
                let evaluation = evaluate_text(text, &limits);
                assert_stopped(&evaluation, &[rule], text);
                let said = report_of(&evaluation);
                // What helps is said, not what was asked for in vain.
                let is_said = |option: &&str| said.contains(&format!("raise {option}"));
                assert!(options.iter().any(is_said), "{said}");
            }
        }
    }
}

#[test]
fn a_large_stack_bears_what_a_small_one_does_not() {
    let text = format!("1{}", " + 1".repeat(6_000));
    let small = Limits {
        expression: 20_000,
        stack: 256 << 20,
        ..Limits::default()
    };
    assert_stopped(
        &evaluate_text(&text, &small),
        &["expression-limit"],
        "too long",
    );
    let large = Limits {
        stack: 2 << 30,
        ..small
    };
    assert_eq!(report_of(&evaluate_text(&text, &large)), "");
}

#[test]
fn the_deepest_data_that_is_ever_allowed_can_be_handled() {
    let limits = Limits {
        depth: usize::MAX,
        expression: usize::MAX,
        stack: 4 << 30,
        ..Limits::default()
    };
    let nest = |n: usize| format!("{}1{}", "[".repeat(n), "]".repeat(n));
    let deep = Limits::DEEPEST - 4;
    for (n, rules) in [(deep, &[][..]), (Limits::DEEPEST * 3, &["depth-limit"])] {
        let evaluation = evaluate_text(&nest(n), &limits);
        assert_eq!(rules_of(&evaluation), rules, "{n}");
        // As a main thread would, with 8 MiB.
        let handle = std::thread::Builder::new().stack_size(8 << 20);
        let handled = handle.spawn(move || drop(evaluation.value.clone()));
        handled.unwrap().join().unwrap();
    }
}

#[test]
fn limits_of_nothing_end_in_findings_too() {
    let cases = [
        (
            "step-limit",
            Limits {
                steps: 0,
                ..Limits::default()
            },
        ),
        (
            "memory-limit",
            Limits {
                memory: 0,
                ..Limits::default()
            },
        ),
        (
            "depth-limit",
            Limits {
                depth: 0,
                ..Limits::default()
            },
        ),
        (
            "expression-limit",
            Limits {
                expression: 0,
                ..Limits::default()
            },
        ),
    ];
    for (rule, limits) in cases {
        assert_stopped(&evaluate_text("{ a = { b = 1 } }", &limits), &[rule], rule);
    }
}
