//! nftables.

use super::input::Input;
use super::lines::{comes_back, is_clean, stays, text};
use formats::nft::{
    Base, Chain, Comment, Elements, Family, File, HeaderLine, Hook, Interface, Is, Listing,
    LogPrefix, Match, Name, Operand, Policy, Port, PortRange, PrefixV4, PrefixV6, Priority, Rule,
    Set, Side, Statement, Table, Transport, Verdict, check,
};

type Made<T> = Result<T, formats::Refused>;

pub(crate) fn parse(data: &[u8]) {
    let Some(text) = text(data) else { return };
    stays(text, File::parse, |file| file.print().text);
    if let Ok(file) = File::parse(text) {
        file.tables.iter().for_each(|table| drop(check(table)));
    }
    drop(Listing::read(text));
}

fn name(input: &mut Input<'_>) -> Made<Name> {
    Name::parse(&input.word("abz_0/.-"))
}

fn comment(input: &mut Input<'_>) -> Option<Comment> {
    Comment::new(&input.text()).ok().filter(|_| input.flag())
}

fn ports(input: &mut Input<'_>) -> Made<PortRange> {
    let mut port = || Port::new(input.number() as u16);
    PortRange::new(port()?, port()?)
}

fn interface(input: &mut Input<'_>) -> Made<Interface> {
    match input.flag() {
        true => Interface::parse(&input.text()),
        false => Interface::beginning_with(&input.word("abz0*-")),
    }
}

fn v4(input: &mut Input<'_>) -> Made<PrefixV4> {
    PrefixV4::new(input.number().into(), input.up_to(33) as u8)
}

fn v6(input: &mut Input<'_>) -> Made<PrefixV6> {
    let address = u128::from(input.number()) << input.up_to(96);
    PrefixV6::new(address.into(), input.up_to(129) as u8)
}

fn operand<T>(input: &mut Input<'_>, make: impl Fn(&mut Input<'_>) -> Made<T>) -> Made<Operand<T>> {
    let values = input.some(3, make);
    match Operand::any_of(values) {
        Some(values) => Ok(values),
        None => name(input).map(Operand::Set),
    }
}

fn a_match(input: &mut Input<'_>) -> Made<Match> {
    let side = input.pick(&[Side::Source, Side::Destination]);
    let is = input.pick(&[Is::Equal, Is::NotEqual]);
    Ok(match input.up_to(6) {
        0 => Match::from_interface(interface(input)?),
        1 => Match::Port(Transport::Udp, side, is, operand(input, ports)?),
        2 => Match::V4(side, is, operand(input, v4)?),
        3 => Match::V6(side, is, operand(input, v6)?),
        4 => Match::LocalAddress(side),
        5 => Match::OriginalPort(side, is, operand(input, ports)?),
        _ => Match::known_connection(),
    })
}

fn rule(input: &mut Input<'_>) -> Made<Rule> {
    let verdict = match input.up_to(4) {
        0 => Verdict::Jump(name(input)?),
        1 => Verdict::RedirectTo(Port::new(input.number() as u16)?),
        2 => Verdict::Masquerade,
        3 => Verdict::Reject,
        _ => Verdict::Accept,
    };
    let mut rule = Rule::new(input.some(3, a_match), verdict);
    if input.flag() {
        let prefix = LogPrefix::new(&input.text()).ok();
        rule = rule.with(Statement::Counter).with(Statement::Log(prefix));
    }
    let comment = comment(input);
    Ok(Rule { comment, ..rule })
}

fn chain(input: &mut Input<'_>) -> Made<Chain> {
    let hook = input.pick(&[Hook::Input, Hook::Output, Hook::Prerouting]);
    let base = Base {
        priority: Priority(input.number() as i32),
        ..Base::filter(hook, Policy::Drop)
    };
    Ok(Chain {
        comment: comment(input),
        base: input.flag().then_some(base),
        rules: input.some(3, rule),
        ..Chain::new(name(input)?)
    })
}

fn set(input: &mut Input<'_>) -> Made<Set> {
    let elements = match input.up_to(3) {
        0 => Elements::Ports(input.some(3, ports)),
        1 => Elements::V4(input.some(3, v4)),
        2 => Elements::V6(input.some(3, v6)),
        _ => Elements::Interfaces(input.some(3, interface)),
    };
    let comment = comment(input);
    let set = Set::new(name(input)?, elements);
    Ok(Set { comment, ..set })
}

fn table(input: &mut Input<'_>) -> Made<Table> {
    Ok(Table {
        comment: comment(input),
        sets: input.some(2, set),
        chains: input.some(2, chain),
        ..Table::new(Family::Inet, name(input)?)
    })
}

pub(crate) fn print(data: &[u8]) {
    let mut input = Input::new(data);
    let header = input.some(2, |input| HeaderLine::new(&input.text()));
    let tables = input.some(2, table);
    let file = File { header, tables };
    let printed = comes_back(&file, File::parse, |file| file.print().text);
    is_clean(&printed);
    for table in &file.tables {
        drop(check(table));
    }
}
