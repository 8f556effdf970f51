//! The exposure of hosts for people: a line for each listener, and below it what makes it so.

use super::super::Reported;
use exposure::{Family, Judged, Judgement, Step};
use formats::nft::Transport;
use source::Sources;

/// What stands in the line of a listener.
struct Row {
    cells: [String; 4],
    /// The place and the text of each reason.
    steps: Vec<(String, String)>,
}

const TITLES: [&str; 4] = ["REACHED BY", "PORT", "LISTENER", "WAY"];

/// Between two columns.
const GAP: &str = "  ";

/// Text is never made narrower than this, whatever the terminal.
const NARROWEST: usize = 24;

pub(super) fn hosts(reported: &Reported, width: Option<usize>) -> String {
    let hosts = reported.exposures.iter();
    let hosts = hosts.map(|(name, exposure)| {
        let judged = exposure.judged.iter();
        let rows: Vec<Row> = judged
            .flat_map(|judged| rows(&reported.sources, judged))
            .collect();
        match rows.is_empty() {
            true => format!("{name}: nothing listens\n"),
            false => format!("{name}\n\n{}", table(&rows, width)),
        }
    });
    let hosts: Vec<String> = hosts.collect();
    hosts.join("\n")
}

/// Where the text of a step stands.
pub(super) fn place(sources: &Sources, step: &Step) -> Option<String> {
    let origin = step.origin.as_ref()?;
    // Nobody wrote a default.
    let span = origin.span().filter(|_| !origin.is_default())?;
    let (line, _) = sources.line_column(span);
    Some(format!("{}:{line}", sources.get(span.source).name))
}

/// One row, or one for each family where they differ.
fn rows(sources: &Sources, judged: &Judged) -> Vec<Row> {
    let [v4, v6] = judged.both();
    let heard = Family::ALL.map(|family| judged.endpoint.hears(family));
    match heard {
        [true, false] => return vec![row(sources, judged, v4, "")],
        [false, true] => return vec![row(sources, judged, v6, "")],
        _ => {}
    }
    let is_same = v4.verdict == v6.verdict && v4.perhaps == v6.perhaps;
    if is_same {
        let mut both = v4.clone();
        let further = v6.steps.iter().filter(|step| !v4.steps.contains(step));
        both.steps.extend(further.cloned());
        return vec![row(sources, judged, &both, "")];
    }
    vec![
        row(sources, judged, v4, " IPv4"),
        row(sources, judged, v6, " IPv6"),
    ]
}

fn row(sources: &Sources, judged: &Judged, judgement: &Judgement, family: &str) -> Row {
    let endpoint = &judged.endpoint;
    let protocol = match endpoint.transport {
        Transport::Tcp => "tcp",
        Transport::Udp => "udp",
    };
    let steps = judgement.steps.iter();
    let steps = steps.map(|step| {
        let place = place(sources, step).unwrap_or_default();
        (place, step.text.clone())
    });
    Row {
        cells: [
            judgement.to_string(),
            format!("{protocol} {}:{}{family}", endpoint.bound, endpoint.port),
            endpoint.who.clone(),
            endpoint.way.to_string(),
        ],
        steps: steps.collect(),
    }
}

fn table(rows: &[Row], width: Option<usize>) -> String {
    let widths = [0, 1, 2].map(|column| {
        let cells = rows.iter().map(|row| row.cells[column].chars().count());
        cells.chain([TITLES[column].len()]).max().unwrap_or(0)
    });
    let places = rows.iter().flat_map(|row| &row.steps);
    let places = places.map(|(place, _)| place.chars().count());
    let place_width = places.max().unwrap_or(0);
    let mut text = line(&TITLES.map(str::to_owned), widths);
    for row in rows {
        text.push_str(&line(&row.cells, widths));
        for (place, reason) in &row.steps {
            let head = format!("{GAP}{GAP}{place:place_width$}{GAP}");
            let room = width.map(|width| width.saturating_sub(head.chars().count()).max(NARROWEST));
            for (index, piece) in wrapped(reason, room).iter().enumerate() {
                let head = match index {
                    0 => head.clone(),
                    _ => " ".repeat(head.chars().count()),
                };
                text.push_str(&format!("{head}{piece}\n"));
            }
        }
    }
    text
}

fn line(cells: &[String; 4], widths: [usize; 3]) -> String {
    let [first, second, third, last] = cells;
    let [one, two, three] = widths;
    let line = format!("{first:one$}{GAP}{second:two$}{GAP}{third:three$}{GAP}{last}");
    format!("{}\n", line.trim_end())
}

/// The text in pieces that fit, cut between words.
fn wrapped(text: &str, room: Option<usize>) -> Vec<String> {
    let Some(room) = room else {
        return vec![text.to_owned()];
    };
    let mut pieces = vec![String::new()];
    for word in text.split(' ') {
        let piece = pieces.last_mut().expect("there is one at least");
        let is_first = piece.is_empty();
        if !is_first && piece.chars().count() + 1 + word.chars().count() > room {
            pieces.push(word.to_owned());
            continue;
        }
        if !is_first {
            piece.push(' ');
        }
        piece.push_str(word);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_between_words_and_never_within() {
        let text = "one two extraordinary three";
        assert_eq!(wrapped(text, None), [text]);
        assert_eq!(
            wrapped(text, Some(8)),
            ["one two", "extraordinary", "three"]
        );
        assert_eq!(wrapped("", Some(8)), [""]);
    }
}
