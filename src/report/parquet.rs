//! Findings as a Parquet file (parquet.apache.org, format 2), for programs that count and join: a row a finding.
//!
//! In: findings as the room `columns` packs them. Out: row groups as they become full, and at the end the footer that a reader begins with.
//! Nothing is sought in what was written, so that a report can be sealed or piped; memory holds one row group, compressed.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::columns::{Batch, Batches, metadata, push_packed, schema};
use super::{Change, Encoder, Masking, ReportFormat, RunEnd, RunInfo};
use crate::model::{Card, Finding, MessageMeta};

/// The format `parquet`.
#[derive(Debug)]
pub struct Parquet;

/// Rows of a row group.
const GROUP_ROWS: usize = 64 << 10;

/// Bytes of rows, before they are encoded, after which a row group ends too.
const GROUP_BYTES: usize = 64 << 20;

/// How hard Zstandard tries; beyond this, files become little smaller and take much longer.
const LEVEL: i32 = 3;

impl ReportFormat for Parquet {
    fn card(&self) -> &'static Card {
        &Card {
            name: "parquet",
            summary: "Findings as a Parquet file, a row a finding, for DuckDB, pandas, Spark and their like.",
            caveats: "Holds findings only; what a .json report says of the run as a whole is not in it, but for `mailsweep.run`.",
            references: &["https://parquet.apache.org/docs/file-format/"],
        }
    }
    fn extension(&self) -> &'static str {
        "parquet"
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
        Box::new(File(None))
    }
}

/// A file that is written as it comes.
struct File(Option<Open>);

struct Open {
    batches: Batches,
    groups: Groups,
}

/// Row groups; what is ready to be written waits in memory, for a moment.
struct Groups {
    writer: ArrowWriter<Vec<u8>>,
    /// Bytes of rows in the group that is made.
    bytes: usize,
}

impl Groups {
    fn take(&mut self, batch: &Batch, out: &mut dyn Write) -> io::Result<()> {
        self.writer.write(&batch.columns).map_err(io::Error::other)?;
        self.bytes += batch.bytes;
        if self.writer.in_progress_rows() == 0 {
            self.bytes = 0;
        } else if self.bytes >= GROUP_BYTES {
            self.writer.flush().map_err(io::Error::other)?;
            self.bytes = 0;
        }
        self.hand_on(out)
    }

    fn hand_on(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let ready = self.writer.inner_mut();
        out.write_all(ready)?;
        ready.clear();
        Ok(())
    }
}

impl Encoder for File {
    fn begin(&mut self, run: &RunInfo, out: &mut dyn Write) -> io::Result<()> {
        let schema = Arc::new(schema(run));
        // readers look for it in one of two places: the file's own metadata, and those of the schema of Arrow in it
        let says = metadata(run).map(|(name, value)| KeyValue { key: name, value: Some(value) });
        let properties = WriterProperties::builder()
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL).map_err(io::Error::other)?))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_key_value_metadata(Some(says.to_vec()))
            .build();
        let writer =
            ArrowWriter::try_new(Vec::new(), schema.clone(), Some(properties)).map_err(io::Error::other)?;
        let open = self.0.insert(Open { batches: Batches::new(schema), groups: Groups { writer, bytes: 0 } });
        open.groups.hand_on(out)
    }

    fn findings(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let Some(Open { batches, groups }) = &mut self.0 else { return Ok(()) };
        batches.take(bytes, &mut |batch| groups.take(&batch, out))
    }

    fn changes(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        self.findings(bytes, out)
    }

    fn end(&mut self, _: &RunEnd<'_>, out: &mut dyn Write) -> io::Result<()> {
        let Some(Open { mut batches, mut groups }) = self.0.take() else { return Ok(()) };
        if let Some(batch) = batches.rest()? {
            groups.take(&batch, out)?;
        }
        // this writes the last group and the footer
        out.write_all(&groups.writer.into_inner().map_err(io::Error::other)?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::tests::{by_json, changed, hostile, rows, written};
    use super::super::{HashKey, sample};
    use super::*;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
    use serde_json::Value;

    fn read(bytes: &[u8]) -> (Vec<Value>, Arc<ParquetMetaData>) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        let metadata = builder.metadata().clone();
        (builder.build().unwrap().flat_map(|batch| rows(&batch.unwrap())).collect(), metadata)
    }

    #[test]
    fn what_is_read_back_is_what_json_lines_hold() {
        let (meta, findings) = sample::message();
        let (other, hostile) = hostile();
        let pieces =
            [(&meta, &findings[..], None), (&other, &hostile[..], None), (&meta, &findings[1..], None)];
        for masking in [Masking::Revealed, Masking::Masked(HashKey::new([7; 32]))] {
            let run = masking.named(RunInfo { masked: masking.is_masked(), ..RunInfo::default() });
            let bytes = written(&Parquet, true, &run, &masking, &pieces);
            let (rows, metadata) = read(&bytes);
            assert_eq!(rows, by_json(&masking, &pieces));
            let says = metadata.file_metadata().key_value_metadata().unwrap();
            let says = |name: &str| says.iter().find(|kv| kv.key == name).unwrap().value.clone().unwrap();
            assert_eq!(says("mailsweep.schema_version"), "1");
            let told: Value = serde_json::from_str(&says("mailsweep.run")).unwrap();
            assert_eq!(told["masked"], masking.is_masked());
            assert_eq!(told["key_id"].is_string(), masking.is_masked());
            let value = "jan@klant.example";
            let shown = bytes.windows(value.len()).any(|w| w == value.as_bytes());
            assert!(!(shown && masking.is_masked()), "a value is in the statistics");
        }
    }

    #[test]
    fn what_changed_has_columns_of_its_own() {
        let (meta, findings, changes) = changed();
        let run = RunInfo { since: Some("old.json".to_owned()), ..RunInfo::default() };
        let pieces = [(&meta, &findings[..], Some(&changes[..]))];
        let (rows, _) = read(&written(&Parquet, true, &run, &Masking::Revealed, &pieces));
        assert_eq!(rows, by_json(&Masking::Revealed, &pieces));
        assert_eq!(rows[2]["change"], "changed");
        assert_eq!(
            rows[2]["before"],
            serde_json::json!({"confidence": "0.70", "disclosure": null, "register": "current"})
        );
    }

    #[test]
    fn a_report_without_findings_has_its_columns() {
        let (rows, metadata) = read(&written(&Parquet, true, &RunInfo::default(), &Masking::Revealed, &[]));
        assert!(rows.is_empty());
        assert_eq!(metadata.file_metadata().schema().get_fields().len(), 30);
    }

    #[test]
    fn groups_end_by_rows_and_by_bytes_and_little_waits_in_memory() {
        let (meta, findings) = sample::message();
        let (other, hostile) = hostile();
        let masking = Masking::Revealed;
        let run = RunInfo::default();
        let mut pieces = vec![(&meta, &findings[..], None); GROUP_ROWS / 2 + 1000];
        pieces.extend(vec![(&other, &hostile[..], None); 60]);
        let bytes = written(&Parquet, true, &run, &masking, &pieces);
        let (rows, metadata) = read(&bytes);
        assert_eq!(rows.len(), 2 * pieces.len());
        let groups: Vec<i64> = metadata.row_groups().iter().map(RowGroupMetaData::num_rows).collect();
        assert_eq!((groups[0], groups.len()), (GROUP_ROWS as i64, 3), "{groups:?}");
        assert_eq!(written(&Parquet, true, &run, &masking, &pieces), bytes);
    }
}
