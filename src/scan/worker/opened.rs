//! Messages that a search wants, read at their places.

use std::io;
use std::sync::atomic::Ordering;

use super::super::plan::{WHOLE, read_full};
use super::super::posting::{Form, Standing};
use super::Worker;
use super::separated::LINE;
use crate::model::{Quoting, SourceName};
use crate::source::walk::Input;

impl Worker<'_> {
    /// A message that is in a container, and that nobody wants.
    pub(super) fn passes_over(&self, source: &SourceName, index: u64) -> bool {
        self.inside && self.only.is_some_and(|only| !only.meets(source, index))
    }

    /// Reads messages of a file.
    pub(super) fn open(&mut self, input: &Input, standings: &[Standing]) {
        if self.read_all(input, standings).is_err() {
            // it was there when the state was compared with it: it must not be passed over for that
            self.forgot.store(true, Ordering::Relaxed);
            self.stop.ask();
        }
    }

    fn read_all(&mut self, input: &Input, standings: &[Standing]) -> io::Result<()> {
        let file = input.open()?;
        let mut bytes = std::mem::take(&mut self.bytes);
        for standing in standings {
            if self.stopped() {
                break;
            }
            let Standing { form, index, offset, length, .. } = *standing;
            let quoting = if form == Form::Quoted { Quoting::From } else { Quoting::None };
            if form == Form::Quoted && offset > 0 {
                let before = offset.min(LINE as u64 + 1);
                bytes.resize(before as usize, 0);
                let read = read_full(&file, &mut bytes, offset - before)?;
                let lines = bytes[..read].strip_suffix(b"\n").unwrap_or_default();
                let line = memchr::memrchr(b'\n', lines).map_or(lines, |n| &lines[n + 1..]);
                let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
                let line = if line.starts_with(b"From ") { line.to_vec() } else { Vec::new() };
                self.separated_by(&line);
            }
            if form != Form::Document && length > WHOLE as u64 {
                self.begin(&input.name, &input.custodian, index, offset, Some(length), form);
                self.reader.begin(quoting);
                self.pieces(input, &file, offset, length);
                self.end(length);
                continue;
            }
            bytes.resize(usize::try_from(length).unwrap_or(usize::MAX), 0);
            if read_full(&file, &mut bytes, offset)? < bytes.len() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            match form {
                Form::Document => self.document_at(&input.name, &input.custodian, &bytes),
                _ => self.message(&input.name, &input.custodian, index, offset, &bytes, quoting),
            }
        }
        bytes.shrink_to(WHOLE);
        self.bytes = bytes;
        Ok(())
    }

    /// Reads what is wanted of a small container.
    pub(super) fn open_inside(&mut self, input: &Input) {
        match std::fs::read(&input.path) {
            Ok(bytes) => self.small_container(input, &bytes),
            Err(_) => {
                self.forgot.store(true, Ordering::Relaxed);
                self.stop.ask();
            }
        }
    }
}
