//! Numbers and words of a text, month names among them.

/// Month names and their abbreviations: English, German, French, Spanish, Italian, Dutch, Portuguese, the Nordic
/// languages, Polish, Czech and Russian.
const MONTHS: [&str; 12] = [
    "jan january januar jän jänner janv janvier ene enero gen gennaio januari janeiro styczeń sty leden янв январь",
    "feb february februar fév fev févr fevr février fevrier febrero febbraio februari fevereiro luty lut únor фев февраль",
    "mar march mär märz maerz mrz mars marzo mrt maart março marco marts marzec březen мар март",
    "apr april avr avril abr abril aprile kwiecień kwi duben апр апрель",
    "may mai mayo mag maggio mei maio maj květen май",
    "jun june juni juin junio giu giugno junho czerwiec cze červen июн июнь",
    "jul july juli juil juillet julio lug luglio julho lipiec lip červenec июл июль",
    "aug august août aout aoû ago agosto augustus augusti sierpień sie srpen авг август",
    "sep sept september septembre septiembre set sett settembre setembro wrzesień wrz září сен сентябрь",
    "oct october okt oktober octobre octubre ott ottobre out outubro październik paź říjen окт октябрь",
    "nov november novembre noviembre novembro listopad ноя ноябрь",
    "dec december dez dezember déc décembre decembre dic diciembre dicembre dezembro des desember grudzień gru prosinec дек декабрь",
];

pub(super) fn month_of(word: &str) -> Option<u32> {
    if word.len() < 3 || word.len() > 16 {
        return None;
    }
    let word = word.to_lowercase();
    let found = MONTHS
        .iter()
        .position(|names| names.split(' ').any(|n| n == word))?;
    Some(found as u32 + 1)
}

/// Parts of a text: numbers and words, with the marks between them dropped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Part<'a> {
    Number(i32, usize),
    Word(&'a str),
}

/// A longer text than this many parts is no date.
const MOST: usize = 4;

pub(super) fn split_parts(text: &str) -> Option<Vec<Part<'_>>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let run = |ok: fn(char) -> bool| rest.find(|c| !ok(c)).unwrap_or(rest.len());
        let length = if c.is_ascii_digit() {
            let n = run(|c| c.is_ascii_digit());
            out.push(Part::Number(rest.get(..n)?.parse().ok()?, n));
            n
        } else if is_between(c) {
            c.len_utf8()
        } else if c.is_alphabetic() {
            let n = run(|c| c.is_alphabetic() && !is_between(c));
            let word = rest.get(..n)?;
            if !is_filler(word, out.last()) {
                out.push(Part::Word(word));
            }
            n
        } else {
            return None;
        };
        rest = rest.get(length..)?;
        if out.len() > MOST {
            return None;
        }
    }
    Some(out)
}

/// Marks between the parts of a date; in Japanese, Chinese and Korean the words for year, month and day.
fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '/' | '.' | ',' | '\'' | '’' | '_' | '\u{2013}')
        || matches!(c, '年' | '月' | '日' | '년' | '월' | '일')
}

/// Words which say nothing of the date: the weekday before it, the `st` of `31st`, the `de` of `31 de enero de 2025`.
fn is_filler(word: &str, before: Option<&Part<'_>>) -> bool {
    const WEEKDAYS: &str = "mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday \
        sun sunday montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi \
        samedi dimanche lunes martes miércoles jueves viernes sábado domingo";
    let word = word.to_lowercase();
    let is = |list: &str| list.split_whitespace().any(|w| w == word);
    match before {
        None => is(WEEKDAYS),
        Some(Part::Number(_, 1 | 2)) => is("st nd rd th er ère ème º ª de"),
        Some(_) => is("de"),
    }
}
