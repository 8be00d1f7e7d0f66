//! Content codings: which one the bytes are in, and what they decompress to, within a bound (RFC 9110 section 8.4.1).

use super::field_value::lower;
use super::field_value::split;
use crate::wire::Span;
use std::io::Read;

/// A content coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coding {
    /// `gzip` and its old name `x-gzip` (RFC 1952).
    Gzip,
    /// `deflate`: zlib by the standard (RFC 1950), bare deflate by some senders.
    Deflate,
    /// `br` (RFC 7932).
    Brotli,
    /// `zstd` (RFC 8878); known, not decompressed here.
    Zstd,
    /// `compress`; known, not decompressed here.
    Compress,
    /// `identity`: none.
    Identity,
}

impl Coding {
    /// The coding of that name, any case.
    #[must_use]
    pub fn named(name: &[u8]) -> Option<Self> {
        match lower(name).as_str() {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            "br" => Some(Self::Brotli),
            "zstd" => Some(Self::Zstd),
            "compress" | "x-compress" => Some(Self::Compress),
            "identity" => Some(Self::Identity),
            _ => None,
        }
    }

    /// Its registered name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Compress => "compress",
            Self::Identity => "identity",
        }
    }

    /// The coding that bytes show by how they start. Brotli has no mark, and bare deflate has none either.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            [0x1f, 0x9d, ..] => Some(Self::Compress),
            // A zlib header: method 8, a window size it knows, no dictionary, and its check sum.
            [first @ (0x08 | 0x18 | 0x28 | 0x38 | 0x48 | 0x58 | 0x68 | 0x78), second, ..]
                if (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0
                    && second & 0x20 == 0 =>
            {
                Some(Self::Deflate)
            }
            _ => None,
        }
    }
}

/// The codings in a `Content-Encoding` value, in the order they were applied; `None` for those that nobody knows.
#[must_use]
pub fn parse(value: &[u8]) -> Vec<(Span, Option<Coding>)> {
    let names = split(value, Span::of(0, value.len()), b',').into_iter().filter(|s| !s.is_empty());
    names.map(|name| (name, Coding::named(name.slice(value)))).collect()
}

/// Why bytes did not decompress, or not to their end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CodingError {
    /// The bytes are not in that coding at all.
    #[error("the bytes are not in this coding")]
    NotThis,
    /// They start in that coding and then break or end.
    #[error("the compressed data breaks off or is damaged")]
    Broken,
    /// That coding is not decompressed here.
    #[error("this coding cannot be decompressed here")]
    Unsupported,
}

/// What bytes decompressed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decompressed {
    /// The plain bytes, as far as they came.
    pub bytes: Vec<u8>,
    /// Whether there was more than the limit.
    pub truncated: bool,
    /// What went wrong; `bytes` holds what came before.
    pub error: Option<CodingError>,
}

/// Decompresses `bytes`, never to more than `limit` bytes.
#[must_use]
pub fn decompress(coding: Coding, bytes: &[u8], limit: usize) -> Decompressed {
    match coding {
        Coding::Gzip => pull(flate2::bufread::MultiGzDecoder::new(bytes), limit),
        Coding::Deflate if Coding::sniff(bytes) == Some(Coding::Deflate) => {
            pull(flate2::bufread::ZlibDecoder::new(bytes), limit)
        }
        Coding::Deflate => pull(flate2::bufread::DeflateDecoder::new(bytes), limit),
        Coding::Brotli => pull(brotli_decompressor::Decompressor::new(bytes, 4096), limit),
        Coding::Identity => {
            let kept = bytes.get(..limit).unwrap_or(bytes);
            Decompressed { bytes: kept.to_vec(), truncated: kept.len() < bytes.len(), error: None }
        }
        Coding::Zstd | Coding::Compress => {
            Decompressed { error: Some(CodingError::Unsupported), ..Decompressed::default() }
        }
    }
}

fn pull(mut from: impl Read, limit: usize) -> Decompressed {
    let mut read = Decompressed::default();
    let mut buffer = [0; 8192];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return read,
            Ok(count) => {
                let room = limit - read.bytes.len();
                read.bytes.extend(buffer.iter().take(count.min(room)));
                if count > room {
                    read.truncated = true;
                    return read;
                }
            }
            Err(_) => {
                let nothing = read.bytes.is_empty();
                read.error = Some(if nothing { CodingError::NotThis } else { CodingError::Broken });
                return read;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(plain).unwrap();
        writer.finish().unwrap()
    }

    fn zlib(plain: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(plain).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn there_and_back() {
        let plain = b"hello hello hello";
        let (gzip, zlib) = (gzip(plain), zlib(plain));
        let bare = &zlib[2..zlib.len() - 4];
        let brotli = b"\x0b\x02\x80hello\x03";
        for (coding, packed, sniffed, expected) in [
            (Coding::Gzip, &gzip[..], Some(Coding::Gzip), &plain[..]),
            (Coding::Deflate, &zlib, Some(Coding::Deflate), plain),
            (Coding::Deflate, bare, None, plain),
            (Coding::Brotli, brotli, None, b"hello"),
        ] {
            let read = decompress(coding, packed, 1000);
            assert_eq!((read.bytes.as_slice(), read.error), (expected, None), "{coding:?}");
            assert_eq!(Coding::sniff(packed), sniffed);
        }
    }

    #[test]
    fn bombs_stop_at_the_limit() {
        let read = decompress(Coding::Gzip, &gzip(&vec![0; 1 << 20]), 1000);
        assert_eq!((read.bytes.len(), read.truncated), (1000, true));
    }

    #[test]
    fn says_what_went_wrong() {
        assert_eq!(
            decompress(Coding::Gzip, b"{\"n\":\"Tove\"}", 99).error,
            Some(CodingError::NotThis)
        );
        let packed = gzip(&(0..20_000u32).flat_map(u32::to_le_bytes).collect::<Vec<u8>>());
        let read = decompress(Coding::Gzip, &packed[..packed.len() / 2], 1 << 20);
        assert_eq!(read.error, Some(CodingError::Broken));
        assert_eq!(decompress(Coding::Zstd, b"", 9).error, Some(CodingError::Unsupported));
    }

    #[test]
    fn reads_lists() {
        let read = parse(b"GZIP, foo,");
        let codings: Vec<Option<Coding>> = read.iter().map(|(_, coding)| *coding).collect();
        assert_eq!(codings, [Some(Coding::Gzip), None]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_limit_holds(bytes in proptest::collection::vec(any::<u8>(), 0..60), limit in 0usize..50) {
            for coding in [Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Identity] {
                prop_assert!(decompress(coding, &bytes, limit).bytes.len() <= limit);
            }
        }
    }
}
