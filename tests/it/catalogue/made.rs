//! Inputs made from their recipes.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use encoding_rs::Encoding;
use serde::Deserialize;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// An input of a case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Input {
    name: Option<String>,
    parts: Option<Vec<Part>>,
    /// A zip archive instead of parts.
    entries: Option<Vec<Entry>>,
    encode: Option<String>,
    compress: Option<String>,
    truncate: Option<usize>,
    append_hex: Option<String>,
    kind: Option<String>,
    target: Option<String>,
    size: Option<u64>,
    #[expect(dead_code, reason = "a device is there already")]
    path: Option<String>,
}

/// A part of an input: one of its fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Part {
    text: Option<String>,
    hex: Option<String>,
    repeat: Option<String>,
    repeat_hex: Option<String>,
    times: Option<usize>,
    numbered: Option<String>,
    from: Option<u64>,
    to: Option<u64>,
}

/// An entry of an archive.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    parts: Vec<Part>,
    #[serde(default)]
    stored: bool,
}

impl Part {
    fn bytes(&self) -> Vec<u8> {
        if let Some(text) = &self.text {
            return text.as_bytes().to_vec();
        }
        if let Some(hex) = &self.hex {
            return unhexed(hex);
        }
        let times = self.times.unwrap_or(1);
        if let Some(text) = &self.repeat {
            return text.as_bytes().repeat(times);
        }
        if let Some(hex) = &self.repeat_hex {
            return unhexed(hex).repeat(times);
        }
        let text = self.numbered.as_ref().expect("a part is one of five kinds");
        let numbers = self.from.unwrap()..=self.to.unwrap();
        numbers.flat_map(|n| text.replace("{n}", &n.to_string()).into_bytes()).collect()
    }
}

fn unhexed(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn joined(parts: &[Part]) -> Vec<u8> {
    parts.iter().flat_map(Part::bytes).collect()
}

impl Input {
    /// Makes the input in a folder.
    pub(super) fn make(&self, folder: &Path) {
        let path = |name: &Option<String>| folder.join(name.as_ref().unwrap());
        match self.kind.as_deref() {
            None => {
                let path = path(&self.name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, self.bytes()).unwrap();
            }
            Some("directory") => fs::create_dir_all(path(&self.name)).unwrap(),
            Some("sparse") => {
                File::create(path(&self.name)).unwrap().set_len(self.size.unwrap()).unwrap();
            }
            Some("symlink") => {
                std::os::unix::fs::symlink(self.target.as_ref().unwrap(), path(&self.name))
                    .unwrap();
            }
            Some("fifo") => {
                assert!(Command::new("mkfifo").arg(path(&self.name)).status().unwrap().success());
            }
            Some("device") => {}
            Some(other) => unreachable!("an input cannot be a {other}"),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = match &self.entries {
            Some(entries) => archive(entries),
            None => joined(self.parts.as_deref().unwrap_or_default()),
        };
        if let Some(label) = &self.encode {
            bytes = encoded(std::str::from_utf8(&bytes).unwrap(), label);
        }
        bytes = match self.compress.as_deref() {
            None => bytes,
            Some("gzip") => {
                let mut gzip =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                gzip.write_all(&bytes).unwrap();
                gzip.finish().unwrap()
            }
            Some("zstd") => zstd::encode_all(&bytes[..], 3).unwrap(),
            Some(other) => unreachable!("nothing is packed by {other}"),
        };
        bytes.truncate(self.truncate.unwrap_or(usize::MAX));
        bytes.extend(self.append_hex.iter().flat_map(|hex| unhexed(hex)));
        bytes
    }
}

fn encoded(text: &str, label: &str) -> Vec<u8> {
    match label {
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        label => Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned(),
    }
}

fn archive(entries: &[Entry]) -> Vec<u8> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for entry in entries {
        let method =
            if entry.stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method);
        archive.start_file(entry.name.as_str(), options).unwrap();
        archive.write_all(&joined(&entry.parts)).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
