//! Columnar files: Parquet, and Arrow as a file or a stream.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_array::RecordBatch;
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, SchemaRef};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{ChunkReader, Length};

use super::{Opening, Row, Table, Take};
use crate::ingest::source::Raw;
use crate::ingest::{IngestError, IngestSettings, Source};

/// How many records are read at once.
const BATCH: usize = 1_024;

/// The most columns that are read.
const MOST_COLUMNS: usize = 1_024;

/// A column of one group of records may unpack to this many bytes.
const MOST_BYTES: i64 = 256 << 20;

/// How every value is written: dates as ISO has them, nothing where there is nothing.
const WRITTEN: FormatOptions<'static> = FormatOptions::new()
    .with_null("")
    .with_date_format(Some("%Y-%m-%d"))
    .with_datetime_format(Some("%Y-%m-%dT%H:%M:%S"))
    .with_timestamp_format(Some("%Y-%m-%dT%H:%M:%S"))
    .with_timestamp_tz_format(Some("%Y-%m-%dT%H:%M:%S%:z"));

/// Records in batches.
struct Batches {
    schema: SchemaRef,
    each: Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>,
    /// How many records the file says it has.
    said: Option<u64>,
}

/// A columnar file.
struct Columnar<'s> {
    source: &'s Source,
    form: Form,
    names: Vec<String>,
    opening: Opening,
}

/// The forms of columnar files.
#[derive(Clone, Copy)]
enum Form {
    Parquet,
    ArrowFile,
    ArrowStream,
}

pub(super) fn is_parquet(_: &Source, head: &[u8]) -> bool {
    head.starts_with(b"PAR1")
}

pub(super) fn is_arrow(_: &Source, head: &[u8]) -> bool {
    head.starts_with(b"ARROW1") || head.starts_with(&[0xff, 0xff, 0xff, 0xff])
}

/// Opens a Parquet file.
pub(super) fn open_parquet<'s>(
    source: &'s Source,
    _: &IngestSettings,
) -> Result<Box<dyn Table + 's>, IngestError> {
    open(source, Form::Parquet)
}

/// Opens an Arrow file or stream.
pub(super) fn open_arrow<'s>(
    source: &'s Source,
    _: &IngestSettings,
) -> Result<Box<dyn Table + 's>, IngestError> {
    let file = source.head(6)? == b"ARROW1";
    open(source, if file { Form::ArrowFile } else { Form::ArrowStream })
}

fn open(source: &Source, form: Form) -> Result<Box<dyn Table + '_>, IngestError> {
    let batches = form.batches(source)?;
    let names: Vec<String> =
        batches.schema.fields().iter().map(|field| field.name().trim().to_owned()).collect();
    if names.len() > MOST_COLUMNS {
        let (file, found) = (source.name().to_owned(), names.len());
        return Err(IngestError::TooManyColumns { file, found, most: MOST_COLUMNS });
    }
    let opening = Opening { encoding: "UTF-8", delimiter: None, remarks: Vec::new() };
    Ok(Box::new(Columnar { source, form, names, opening }))
}

impl Form {
    const fn name(self) -> &'static str {
        match self {
            Self::Parquet => "a Parquet file",
            Self::ArrowFile | Self::ArrowStream => "an Arrow file",
        }
    }

    fn bad(self, source: &Source, error: impl Display) -> IngestError {
        let reason = error.to_string().lines().next().unwrap_or_default().to_owned();
        IngestError::BadForm { file: source.name().to_owned(), form: self.name(), reason }
    }

    /// The records, from the first.
    fn batches(self, source: &Source) -> Result<Batches, IngestError> {
        let open = || match self {
            Self::Parquet => parquet(source.raw()).map_err(|error| self.bad(source, error)),
            Self::ArrowFile => FileReader::try_new(BufReader::new(source.raw()), None)
                .map(|reader| Batches {
                    schema: reader.schema(),
                    each: Box::new(reader),
                    said: None,
                })
                .map_err(|error| self.bad(source, error)),
            Self::ArrowStream => StreamReader::try_new(BufReader::new(source.raw()), None)
                .map(|reader| Batches {
                    schema: reader.schema(),
                    each: Box::new(reader),
                    said: None,
                })
                .map_err(|error| self.bad(source, error)),
        };
        self.guarded(source, open)?
    }

    /// What `work` gives; these readers panic on some files that were made up, and a bad file is no fault of ours.
    fn guarded<T>(self, source: &Source, work: impl FnOnce() -> T) -> Result<T, IngestError> {
        catch_unwind(AssertUnwindSafe(work)).map_err(|_| self.bad(source, "it is damaged"))
    }
}

fn parquet(raw: Raw) -> Result<Batches, ParquetError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(raw)?;
    believable(builder.metadata())?;
    let said = u64::try_from(builder.metadata().file_metadata().num_rows()).ok();
    let schema = builder.schema().clone();
    Ok(Batches { schema, each: Box::new(builder.with_batch_size(BATCH).build()?), said })
}

/// Refuses metadata that ask for more memory than any export does.
fn believable(metadata: &ParquetMetaData) -> Result<(), ParquetError> {
    let rows = metadata.file_metadata().num_rows();
    for group in metadata.row_groups() {
        let forged = group.columns().iter().any(|column| {
            column.uncompressed_size() > MOST_BYTES
                || column.num_values() < 0
                || column.compressed_size() < 0
                || group.num_rows() > rows
        });
        if forged {
            return Err(ParquetError::General(
                "its columns say sizes that no export has".to_owned(),
            ));
        }
    }
    Ok(())
}

impl Length for Raw {
    fn len(&self) -> u64 {
        self.size()
    }
}

impl ChunkReader for Raw {
    type T = BufReader<Self>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        let mut reader = self.clone();
        reader.seek(SeekFrom::Start(start))?;
        Ok(BufReader::new(reader))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        if start.saturating_add(length as u64) > self.size() {
            return Err(ParquetError::EOF("the file ends before what it says it holds".to_owned()));
        }
        let mut bytes = vec![0; length];
        let mut reader = self.clone();
        reader.seek(SeekFrom::Start(start))?;
        reader.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

impl Table for Columnar<'_> {
    fn names(&self) -> Option<&[String]> {
        Some(&self.names)
    }

    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn each(&self, take: Take<'_>) -> Result<(), IngestError> {
        let mut batches = self.form.batches(self.source)?;
        let mut record = 0;
        while let Some(batch) = self.form.guarded(self.source, || batches.each.next())? {
            let bad = |error: ArrowError| self.form.bad(self.source, error);
            let batch = batch.map_err(bad)?;
            if rows(&batch, &mut record, take).map_err(bad)?.is_break() {
                return Ok(());
            }
        }
        match batches.said.filter(|&said| said != record) {
            Some(said) => Err(self
                .form
                .bad(self.source, format!("it says {said} records and holds {record}"))),
            None => Ok(()),
        }
    }
}

/// Gives the records of a batch to `take`.
fn rows(
    batch: &RecordBatch,
    record: &mut u64,
    take: Take<'_>,
) -> Result<ControlFlow<()>, ArrowError> {
    let columns = batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &WRITTEN));
    let columns: Vec<ArrayFormatter<'_>> = columns.collect::<Result<_, _>>()?;
    for row in 0..batch.num_rows() {
        *record += 1;
        let cells: Vec<Cow<'_, str>> =
            columns.iter().map(|column| column.value(row).to_string().into()).collect();
        if take(Row { record: *record, line: *record, byte: 0, cells: Ok(cells), raw: None })
            .is_break()
        {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}
