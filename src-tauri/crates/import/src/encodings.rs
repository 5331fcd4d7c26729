//! The ways in which a text file may write its letters: how bytes become text, and how text becomes the bytes it
//! was read from, so that a file read in the wrong encoding can be read again without the file.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, ISO_8859_2, ISO_8859_15, MACINTOSH, SHIFT_JIS,
    WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255,
    WINDOWS_1256, WINDOWS_1257,
};

/// An encoding with its word in decisions and its name in sentences.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Charset {
    pub word: &'static str,
    pub name: &'static str,
    how: How,
}

#[derive(Clone, Copy, Debug)]
enum How {
    Standard(&'static Encoding),
    /// The letters of the bytes from 0x80 on.
    Letters(&'static str),
}

/// `CSV (MS-DOS)` of Western Europe.
const IBM_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
/// `CSV (MS-DOS)` of Central Europe.
const IBM_852: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";

const fn standard(word: &'static str, name: &'static str, encoding: &'static Encoding) -> Charset {
    Charset {
        word,
        name,
        how: How::Standard(encoding),
    }
}

const fn letters(word: &'static str, name: &'static str, table: &'static str) -> Charset {
    Charset {
        word,
        name,
        how: How::Letters(table),
    }
}

/// Every encoding without a mark of its own, the likelier in a spreadsheet export first.
pub(crate) static ALL: [Charset; 18] = [
    standard("windows-1252", "Windows-1252", WINDOWS_1252),
    standard("macintosh", "Mac Roman", MACINTOSH),
    standard("windows-1250", "Windows-1250", WINDOWS_1250),
    standard("iso-8859-15", "ISO 8859-15", ISO_8859_15),
    standard("iso-8859-2", "ISO 8859-2", ISO_8859_2),
    letters("ibm850", "IBM 850", IBM_850),
    letters("ibm852", "IBM 852", IBM_852),
    standard("windows-1251", "Windows-1251", WINDOWS_1251),
    standard("windows-1253", "Windows-1253", WINDOWS_1253),
    standard("windows-1254", "Windows-1254", WINDOWS_1254),
    standard("windows-1255", "Windows-1255", WINDOWS_1255),
    standard("windows-1256", "Windows-1256", WINDOWS_1256),
    standard("windows-1257", "Windows-1257", WINDOWS_1257),
    standard("shift-jis", "Shift JIS", SHIFT_JIS),
    standard("euc-jp", "EUC-JP", EUC_JP),
    standard("gbk", "GBK", GBK),
    standard("big5", "Big5", BIG5),
    standard("euc-kr", "EUC-KR", EUC_KR),
];

/// What a file is read in where nothing speaks for another: the first of all.
pub(crate) fn usual() -> &'static Charset {
    &ALL[0]
}

/// The encoding of a word, or of its name in the proof.
pub(crate) fn of_word(word: &str) -> Option<&'static Charset> {
    ALL.iter().find(|c| c.word == word || c.name == word)
}

/// The encoding which the standard library of the web calls so.
pub(crate) fn of_standard(wanted: &'static Encoding) -> Option<&'static Charset> {
    ALL.iter()
        .find(|c| matches!(c.how, How::Standard(own) if own == wanted))
}

impl Charset {
    /// Whether a letter may take several bytes.
    pub fn is_wide(&self) -> bool {
        matches!(self.how, How::Standard(own) if !own.is_single_byte())
    }

    /// The text of bytes; none where they are no text in this encoding.
    pub fn decode(&self, bytes: &[u8]) -> Option<String> {
        match self.how {
            How::Standard(own) => own
                .decode_without_bom_handling_and_without_replacement(bytes)
                .map(std::borrow::Cow::into_owned),
            How::Letters(table) => {
                let upper: Vec<char> = table.chars().collect();
                let letter = |b: &u8| match b.checked_sub(0x80) {
                    None => Some(char::from(*b)),
                    Some(at) => upper.get(usize::from(at)).copied(),
                };
                bytes.iter().map(letter).collect()
            }
        }
    }

    /// The bytes of a text; none where it has letters which the encoding lacks.
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        match self.how {
            How::Standard(own) => {
                let (bytes, _, lacking) = own.encode(text);
                (!lacking).then(|| bytes.into_owned())
            }
            How::Letters(table) => {
                let byte = |c: char| match u8::try_from(c) {
                    Ok(b) if b < 0x80 => Some(b),
                    _ => {
                        let at = table.chars().position(|own| own == c)?;
                        u8::try_from(at + 0x80).ok()
                    }
                };
                text.chars().map(byte).collect()
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_from_every_encoding_of_one_byte() {
        let all: Vec<u8> = (0..=255).collect();
        for charset in ALL.iter().filter(|c| !c.is_wide()) {
            let Some(text) = charset.decode(&all) else {
                // Greek, Hebrew and Baltic leave some bytes without a letter.
                let holes = ["windows-1253", "windows-1255", "windows-1257"];
                assert!(holes.contains(&charset.word), "{}", charset.word);
                continue;
            };
            assert_eq!(text.chars().count(), 256, "{}", charset.word);
            assert_eq!(charset.encode(&text).unwrap(), all, "{}", charset.word);
        }
        assert_eq!(usual().encode("東"), None);
        assert_eq!(of_word("ibm850").unwrap().encode("東"), None);
    }

    #[test]
    fn words_are_told_apart() {
        for charset in &ALL {
            assert_eq!(of_word(charset.word).unwrap().name, charset.name);
            assert_eq!(of_word(charset.name).unwrap().word, charset.word);
        }
        let repairs = crate::findings::Code::EncodingGuessed.about().repairs;
        let words: Vec<&str> = ALL.iter().map(|c| c.word).collect();
        assert_eq!(repairs[1..], words);
    }
}
