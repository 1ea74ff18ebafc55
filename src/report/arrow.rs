//! Findings as record batches of Arrow (arrow.apache.org, columnar format 1.5, "Serialization and Interprocess Communication").
//!
//! In: findings as the room `columns` packs them. Out: on a pipe the stream, which a reader takes up batch by batch; in a file the form
//! with an index at its end (Feather 2), which is what readers expect of one. Texts are plain, not dictionaries, so that every
//! batch can be read by itself and the schema says of each column what it is.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::{ArrowError, Schema};

use super::columns::{Batches, push_packed, schema};
use super::{Change, Encoder, Masking, ReportFormat, RunEnd, RunInfo};
use crate::model::{Card, Finding, MessageMeta};

/// The format `arrow`.
#[derive(Debug)]
pub struct Arrow;

impl ReportFormat for Arrow {
    fn card(&self) -> &'static Card {
        &Card {
            name: "arrow",
            summary: "Findings as record batches of Arrow: a stream on standard output, in a file with an index.",
            caveats: "Holds findings only. Not compressed, as a .parquet report is.",
            references: &["https://arrow.apache.org/docs/format/Columnar.html"],
        }
    }
    fn extension(&self) -> &'static str {
        "arrow"
    }
    fn message(&self, meta: &MessageMeta, findings: &[Finding], masking: &Masking, out: &mut Vec<u8>) {
        push_packed(meta, findings, None, masking, out);
    }
    fn changes(
        &self,
        meta: &MessageMeta,
        findings: &[Finding],
        changes: &[Change],
        masking: &Masking,
        out: &mut Vec<u8>,
    ) {
        push_packed(meta, findings, Some(changes), masking, out);
    }
    fn only_changes(&self) -> bool {
        true
    }
    fn encoder(&self) -> Box<dyn Encoder> {
        Box::new(Messages { file: false, open: None })
    }
    fn file_encoder(&self) -> Box<dyn Encoder> {
        Box::new(Messages { file: true, open: None })
    }
}

/// Batches that are written as they come.
struct Messages {
    /// With an index at the end.
    file: bool,
    open: Option<(Batches, Form)>,
}

/// What is ready to be written waits in memory, for a moment.
enum Form {
    Stream(Box<StreamWriter<Vec<u8>>>),
    File(Box<FileWriter<Vec<u8>>>),
}

impl Form {
    fn new(file: bool, schema: &Schema) -> Result<Self, ArrowError> {
        Ok(if file {
            Form::File(Box::new(FileWriter::try_new(Vec::new(), schema)?))
        } else {
            Form::Stream(Box::new(StreamWriter::try_new(Vec::new(), schema)?))
        })
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<(), ArrowError> {
        match self {
            Form::Stream(writer) => writer.write(batch),
            Form::File(writer) => writer.write(batch),
        }
    }

    fn finish(&mut self) -> Result<(), ArrowError> {
        match self {
            Form::Stream(writer) => writer.finish(),
            Form::File(writer) => writer.finish(),
        }
    }

    fn hand_on(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let ready = match self {
            Form::Stream(writer) => writer.get_mut(),
            Form::File(writer) => writer.get_mut(),
        };
        out.write_all(ready)?;
        ready.clear();
        Ok(())
    }
}

impl Encoder for Messages {
    fn begin(&mut self, run: &RunInfo, out: &mut dyn Write) -> io::Result<()> {
        let schema = Arc::new(schema(run));
        let form = Form::new(self.file, &schema).map_err(io::Error::other)?;
        let (_, form) = self.open.insert((Batches::new(schema), form));
        form.hand_on(out)
    }

    fn findings(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let Some((batches, form)) = &mut self.open else { return Ok(()) };
        batches.take(bytes, &mut |batch| {
            form.write(&batch.columns).map_err(io::Error::other)?;
            form.hand_on(out)
        })
    }

    fn changes(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        self.findings(bytes, out)
    }

    fn end(&mut self, _: &RunEnd<'_>, out: &mut dyn Write) -> io::Result<()> {
        let Some((mut batches, mut form)) = self.open.take() else { return Ok(()) };
        if let Some(batch) = batches.rest()? {
            form.write(&batch.columns).map_err(io::Error::other)?;
        }
        form.finish().map_err(io::Error::other)?;
        form.hand_on(out)
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::BATCH_ROWS;
    use super::super::columns::tests::{by_json, changed, hostile, rows, written};
    use super::super::{HashKey, sample};
    use super::*;
    use arrow_ipc::reader::{FileReader, StreamReader};
    use std::io::Cursor;

    #[test]
    fn what_is_read_back_is_what_json_lines_hold_in_both_forms() {
        let (meta, findings) = sample::message();
        let (other, hostile) = hostile();
        let mut pieces = vec![(&meta, &findings[..], None), (&other, &hostile[..], None)];
        pieces.extend(vec![(&meta, &findings[..], None); BATCH_ROWS / 2]);
        for masking in [Masking::Revealed, Masking::Masked(HashKey::new([7; 32]))] {
            let run = RunInfo { masked: masking.is_masked(), ..RunInfo::default() };
            let told = by_json(&masking, &pieces);
            let stream = written(&Arrow, false, &run, &masking, &pieces);
            let reader = StreamReader::try_new(&stream[..], None).unwrap();
            let schema = reader.schema();
            assert_eq!(schema.metadata().get("mailsweep.schema_version").map(String::as_str), Some("1"));
            let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
            assert_eq!(batches.len(), 2);
            assert_eq!(batches.iter().flat_map(rows).collect::<Vec<_>>(), told);
            let file = written(&Arrow, true, &run, &masking, &pieces);
            let reader = FileReader::try_new(Cursor::new(file), None).unwrap();
            assert_eq!(reader.schema(), schema);
            assert_eq!(reader.flat_map(|batch| rows(&batch.unwrap())).collect::<Vec<_>>(), told);
        }
    }

    #[test]
    fn what_changed_has_columns_of_its_own() {
        let (meta, findings, changes) = changed();
        let run = RunInfo { since: Some("old.json".to_owned()), ..RunInfo::default() };
        let pieces = [(&meta, &findings[..], Some(&changes[..]))];
        let stream = written(&Arrow, false, &run, &Masking::Revealed, &pieces);
        let reader = StreamReader::try_new(&stream[..], None).unwrap();
        let told: Vec<_> = reader.flat_map(|batch| rows(&batch.unwrap())).collect();
        assert_eq!(told, by_json(&Masking::Revealed, &pieces));
    }
}
