//! What the file says of itself: Info, XMP, viewer preferences and the file id. No clock and no
//! counter: the same document gives the same bytes. Customers are never named here.

use chrono::NaiveDate;
use holdfast_pack::model::Document as Pack;
use lopdf::{Document, Object, Stream, StringFormat, dictionary};
use sha2::{Digest, Sha256};

const CREATOR: &str = concat!("Holdfast ", env!("CARGO_PKG_VERSION"));
const PRODUCER: &str = "Holdfast with printpdf";
const SUBJECT: &str = "Retention pack. Unaudited management figures.";
/// Stands for the file id until the content is known.
const PLACEHOLDER: [u8; 16] = *b"Holdfast file id";
const PLACEHOLDER_LEN: usize = PLACEHOLDER.len();

/// A text string: plain where it is ASCII, UTF-16 elsewhere.
pub fn text_string(text: &str) -> Object {
    if text.is_ascii() && !text.contains(['\\', '(', ')', '\r', '\n']) {
        return Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    }
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// Replaces what printpdf says of the file; it would claim a PDF/X version, and date it 1970.
pub fn add(doc: &mut Document, pack: &Pack) -> Result<(), lopdf::Error> {
    "1.7".clone_into(&mut doc.version);
    let date = pack.dated.format("D:%Y%m%d000000Z").to_string();
    let info = doc.add_object(dictionary! {
        "Title" => text_string(&pack.title),
        "Author" => text_string(&pack.company),
        "Subject" => text_string(SUBJECT),
        "Keywords" => text_string(&format!("pack {}", pack.pack_id)),
        "Creator" => text_string(CREATOR),
        "Producer" => text_string(PRODUCER),
        "CreationDate" => text_string(&date),
        "ModDate" => text_string(&date),
    });
    if let Ok(id) = doc.trailer.get(b"Info").and_then(Object::as_reference) {
        doc.objects.remove(&id);
    }
    doc.trailer.set("Info", info);
    let id = || Object::String(PLACEHOLDER.to_vec(), StringFormat::Hexadecimal);
    doc.trailer.set("ID", vec![id(), id()]);
    let stream = Stream::new(
        dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
        xmp(pack).into_bytes(),
    );
    let metadata = doc.add_object(stream.with_compression(false));
    let catalog = doc.catalog_mut()?;
    catalog.set("Metadata", metadata);
    catalog.set("Lang", text_string("en"));
    catalog.set("PageLayout", "SinglePage");
    catalog.set(
        "ViewerPreferences",
        dictionary! { "DisplayDocTitle" => true },
    );
    Ok(())
}

fn xmp(pack: &Pack) -> String {
    let date = iso(pack.dated);
    format!(
        "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n\
         <dc:format>application/pdf</dc:format>\n\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\n\
         <dc:creator><rdf:Seq><rdf:li>{company}</rdf:li></rdf:Seq></dc:creator>\n\
         <dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{SUBJECT}</rdf:li></rdf:Alt></dc:description>\n\
         <dc:language><rdf:Bag><rdf:li>en</rdf:li></rdf:Bag></dc:language>\n\
         <dc:identifier>{pack}</dc:identifier>\n\
         <xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>\n\
         <xmp:CreateDate>{date}</xmp:CreateDate>\n\
         <xmp:ModifyDate>{date}</xmp:ModifyDate>\n\
         <xmp:MetadataDate>{date}</xmp:MetadataDate>\n\
         <pdf:Producer>{PRODUCER}</pdf:Producer>\n\
         <pdf:Keywords>pack {pack}</pdf:Keywords>\n\
         </rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>",
        title = crate::svg::escaped(&pack.title),
        company = crate::svg::escaped(&pack.company),
        pack = crate::svg::escaped(&pack.pack_id),
    )
}

fn iso(date: NaiveDate) -> String {
    format!("{}T00:00:00Z", date.format("%Y-%m-%d"))
}

/// Puts the hash of the content where the placeholder of the file id stands.
pub fn seal(bytes: &mut [u8]) {
    let hash = Sha256::digest(&*bytes);
    let hex = |raw: &[u8]| -> Vec<u8> { raw.iter().flat_map(|b| hex_pair(*b)).collect() };
    let (old, new) = (hex(&PLACEHOLDER), hex(&hash[..PLACEHOLDER_LEN]));
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(old.len()).position(|w| w == old) {
        at += found;
        bytes[at..at + old.len()].copy_from_slice(&new);
    }
}

fn hex_pair(byte: u8) -> [u8; 2] {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    [
        DIGITS[usize::from(byte >> 4)],
        DIGITS[usize::from(byte & 15)],
    ]
}
