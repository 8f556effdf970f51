//! The cache answers what it was told, or nothing.

use crate::scratch::Scratch;
use std::fs;
use std::os::unix::fs::symlink;
use std::thread;
use store::Cache;
use tree::Digest;

fn question(n: u32) -> Digest {
    Digest::of(&n.to_le_bytes())
}

#[test]
fn answers_come_back_to_their_questions_alone() {
    let folder = Scratch::new();
    let cache = Cache::at(folder.path().join("a/cache"), 1 << 20);
    assert_eq!(cache.get(&question(1)), None);
    for answer in [&b""[..], b"one", &[0, 255, 10]] {
        cache.put(&question(1), answer).unwrap();
        assert_eq!(cache.get(&question(1)).as_deref(), Some(answer));
        assert_eq!(cache.get(&question(2)), None);
    }
}

#[test]
fn what_is_not_whole_or_of_another_question_is_no_answer() {
    let folder = Scratch::new();
    let cache = Cache::at(folder.path(), 1 << 20);
    let answer = b"an answer of some length";
    cache.put(&question(1), answer).unwrap();
    let file = folder.path().join(question(1).to_hex());
    let whole = fs::read(&file).unwrap();
    let mut damaged: Vec<Vec<u8>> = (0..whole.len()).map(|end| whole[..end].to_vec()).collect();
    damaged.push([&whole[..], b"x"].concat());
    damaged.extend((0..whole.len()).map(|at| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    }));
    for bytes in damaged {
        fs::write(&file, bytes).unwrap();
        assert_eq!(cache.get(&question(1)), None);
    }
    // Under the name of another question.
    fs::write(folder.path().join(question(2).to_hex()), &whole).unwrap();
    assert_eq!(cache.get(&question(2)), None);
    // Nothing but a file is an answer.
    fs::remove_file(&file).unwrap();
    symlink(question(2).to_hex(), &file).unwrap();
    assert_eq!(cache.get(&question(1)), None);
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_eq!(cache.get(&question(1)), None);
    fs::remove_dir(&file).unwrap();
    // All of these are replaced by the next answer.
    fs::write(&file, b"damaged").unwrap();
    cache.put(&question(1), answer).unwrap();
    assert_eq!(cache.get(&question(1)).as_deref(), Some(&answer[..]));
}

#[test]
fn the_oldest_answers_are_forgotten_when_there_are_too_many() {
    let folder = Scratch::new();
    let most = 64 << 10;
    let cache = Cache::at(folder.path(), most);
    fs::create_dir_all(folder.path()).unwrap();
    fs::write(folder.path().join("of somebody else"), vec![0; 100_000]).unwrap();
    let answer = vec![1; 4 << 10];
    for n in 0..100 {
        cache.put(&question(n), &answer).unwrap();
        assert!(cache.get(&question(n)).is_some(), "the newest stays");
    }
    let known = (0..100)
        .filter(|n| cache.get(&question(*n)).is_some())
        .count();
    assert!((8..=16).contains(&known), "{known}");
    assert!(cache.get(&question(0)).is_none());
    // What would take the room of all others is not remembered.
    cache.put(&question(100), &vec![1; 32 << 10]).unwrap();
    assert_eq!(cache.get(&question(100)), None);
    assert!(folder.path().join("of somebody else").exists());
}

#[test]
fn many_can_use_it_at_once() {
    let folder = Scratch::new();
    let cache = Cache::at(folder.path(), 1 << 20);
    thread::scope(|scope| {
        for writer in 0..4u8 {
            let cache = &cache;
            scope.spawn(move || {
                for n in 0..50 {
                    cache.put(&question(n % 5), &vec![writer; 1000]).unwrap();
                    let answer = cache.get(&question(n % 5)).unwrap();
                    assert!(answer.iter().all(|byte| *byte == answer[0]));
                }
            });
        }
    });
}
