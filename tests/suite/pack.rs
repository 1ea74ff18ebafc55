//! Builds archives in memory, for the suite and for unit tests alike: names and contents in, bytes out.

use std::io::{Cursor, Write as _};

use flate2::Crc;

/// A name and a content.
pub(crate) type File<'f> = (&'f str, &'f [u8]);

/// A tar archive: ustar, with GNU long names.
pub(crate) fn tar(files: &[File<'_>]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o600);
        builder.append_data(&mut header, name, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

/// A zip archive, compressed by this method.
pub(crate) fn zip_by(method: zip::CompressionMethod, files: &[File<'_>]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A zip archive, deflated.
pub(crate) fn zip(files: &[File<'_>]) -> Vec<u8> {
    zip_by(zip::CompressionMethod::Deflated, files)
}

/// A 7z archive of one solid block, compressed by LZMA2; its directory stands as it is (7zFormat.txt).
pub(crate) fn seven_z(files: &[File<'_>]) -> Vec<u8> {
    let content: Vec<u8> = files.iter().flat_map(|(_, content)| content.iter().copied()).collect();
    let mut options = liblzma::stream::LzmaOptions::new_preset(1).unwrap();
    options.dict_size(1 << 20);
    let mut filters = liblzma::stream::Filters::new();
    filters.lzma2(&options);
    let stream = liblzma::stream::Stream::new_raw_encoder(&filters).unwrap();
    let mut encoder = liblzma::write::XzEncoder::new_stream(Vec::new(), stream);
    encoder.write_all(&content).unwrap();
    let packed = encoder.finish().unwrap();

    let mut header = vec![1, 4];
    // where the packed bytes are: one stream at 0
    header.extend([6, 0, 1, 9]);
    header.extend(number(packed.len() as u64));
    header.push(0);
    // one block of one coder, LZMA2 with a dictionary of 1 MiB
    header.extend([7, 11, 1, 0, 1, 0x21, 0x21, 1, 16, 12]);
    header.extend(number(content.len() as u64));
    header.push(0);
    // the files in it: how many, their sizes but the last, their checksums
    header.extend([8, 13]);
    header.extend(number(files.len() as u64));
    header.push(9);
    for (_, content) in &files[..files.len() - 1] {
        header.extend(number(content.len() as u64));
    }
    header.extend([10, 1]);
    for (_, content) in files {
        header.extend(crc(content).to_le_bytes());
    }
    header.extend([0, 0]);
    // their names
    let names: Vec<u8> = files
        .iter()
        .flat_map(|(name, _)| name.encode_utf16().chain([0]))
        .flat_map(u16::to_le_bytes)
        .collect();
    header.push(5);
    header.extend(number(files.len() as u64));
    header.push(17);
    header.extend(number(names.len() as u64 + 1));
    header.push(0);
    header.extend(names);
    header.extend([0, 0]);

    let mut start = (packed.len() as u64).to_le_bytes().to_vec();
    start.extend((header.len() as u64).to_le_bytes());
    start.extend(crc(&header).to_le_bytes());
    let mut out = b"7z\xbc\xaf\x27\x1c\0\x04".to_vec();
    out.extend(crc(&start).to_le_bytes());
    out.extend(start);
    out.extend(packed);
    out.extend(header);
    out
}

/// A number as 7z writes it: the first byte says how many follow.
fn number(n: u64) -> Vec<u8> {
    let mut out = vec![0xff];
    out.extend(n.to_le_bytes());
    out
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}
