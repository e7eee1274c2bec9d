//! A Parquet file of records as a lazy frame. Its types are looked at before polars sees them: a wanted column of a type that
//! cannot be read is refused by name, and columns that nobody wants are passed over, whatever they hold. A damaged file
//! can make polars panic, so whatever reads it is guarded.

use std::fs::File;
use std::path::Path;

use polars::prelude::*;

use super::files::{Opened, RecordFile, too_large, unreadable};
use super::names::{Names, twice};
use super::sheets::Lines;
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};
use sna_core::guarded::{Panicked, guarded};

/// Most records of a file.
const MOST_RECORDS: usize = 1_000_000_000;

/// What a file says of itself.
struct Head {
    /// The name of each column and, where it cannot be read, what it holds and what to do.
    columns: Vec<(String, Option<Refused>)>,
    records: usize,
}

/// What a column holds that cannot be read, and what to do about it.
type Refused = (&'static str, &'static str);

const AS_TEXT: &str = "write it as text or as a number";
const AS_LOCAL_TIME: &str = "write it as local time without a time zone: in pandas, \
                             `.dt.tz_convert('Europe/London').dt.tz_localize(None)`";

/// Opens a file, with the wanted columns at least.
///
/// # Errors
/// The file is damaged, or a wanted column is of a type that cannot be read.
pub(super) fn open(file: &mut RecordFile, wanted: &[&str]) -> Result<Opened, Diagnostics> {
    let bytes = File::open(&file.path).map_err(|error| unreadable(&file.path, &error))?;
    let head = made(file, || Head::read(bytes))?;
    if head.records > MOST_RECORDS {
        return Err(too_large(&file.path, format!("{} records", head.records)).into());
    }
    let doubled = twice(head.columns.iter().map(|(name, _)| name.as_str()), Some(wanted), &file.path, 1);
    let in_file = |fault: Diagnostic| fault.at(Place::file(&file.path));
    doubled.into_iter().map(in_file).collect::<Diagnostics>().into_result(())?;
    let of_interest = head.columns.iter().filter(|(name, _)| wanted.contains(&name.as_str()));
    let refused = of_interest.filter_map(|(name, refused)| Some(refuse(file, name, refused.as_ref()?)));
    refused.collect::<Diagnostics>().into_result(())?;
    file.lines = Lines::consecutive(1, head.records);
    let frame = match head.columns.iter().all(|(_, refused)| refused.is_none()) {
        true => made(file, || scan(file))?,
        // polars cannot make a plan over columns that it does not know.
        false => made(file, || read(file, &head, wanted))?,
    };
    let all = head.columns.into_iter().map(|(name, _)| name).collect();
    Ok(Opened { frame, names: Names { all, line: None, are_sure: true }, warnings: Diagnostics::default() })
}

fn made<T>(file: &RecordFile, work: impl FnOnce() -> PolarsResult<T>) -> Result<T, Diagnostic> {
    match guarded(work) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) | Err(Panicked) => Err(file.explain()),
    }
}

fn scan(file: &RecordFile) -> PolarsResult<LazyFrame> {
    let path = PlRefPath::new(file.path.to_string_lossy());
    let mut frame = LazyFrame::scan_parquet(path, ScanArgsParquet { glob: false, ..ScanArgsParquet::default() })?;
    frame.collect_schema()?;
    Ok(frame)
}

fn read(file: &RecordFile, head: &Head, wanted: &[&str]) -> PolarsResult<LazyFrame> {
    let named = head.columns.iter().enumerate().filter(|(_, (name, _))| wanted.contains(&name.as_str()));
    let positions = named.map(|(at, _)| at).collect();
    Ok(ParquetReader::new(File::open(&file.path)?).with_projection(Some(positions)).finish()?.lazy())
}

/// Whether a file cannot be read to its end.
pub(super) fn is_damaged(path: &Path) -> bool {
    let whole = || {
        let head = Head::read(File::open(path)?)?;
        let readable = head.columns.iter().enumerate().filter(|(_, (_, refused))| refused.is_none());
        let positions = readable.map(|(at, _)| at).collect();
        ParquetReader::new(File::open(path)?).with_projection(Some(positions)).finish()
    };
    !matches!(guarded(whole), Ok(Ok(_)))
}

impl Head {
    fn read(bytes: File) -> PolarsResult<Self> {
        let mut reader = ParquetReader::new(bytes);
        let records = reader.num_rows()?;
        let schema = reader.schema()?;
        let columns = schema.iter_values().map(|field| (field.name.to_string(), refused(&field.dtype)));
        Ok(Self { columns: columns.collect(), records })
    }
}

fn refuse(file: &RecordFile, name: &str, (what, hint): &Refused) -> Diagnostic {
    let message = format!("the column `{name}` is of a type that cannot be read");
    Diagnostic::error(Code::ColumnType, message)
        .at(Place::file(&file.path))
        .found(*what)
        .expected("text, numbers, yes or no, dates, or times without a time zone")
        .hint(*hint)
}

/// What a type holds that cannot be read; `None` where it can.
fn refused(dtype: &ArrowDataType) -> Option<Refused> {
    use ArrowDataType as T;
    Some(match dtype {
        T::Utf8 | T::LargeUtf8 | T::Utf8View | T::Boolean | T::Null | T::Date32 | T::Date64 => return None,
        T::Int8 | T::Int16 | T::Int32 | T::Int64 | T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64 => return None,
        T::Float32 | T::Float64 | T::Timestamp(_, None) => return None,
        T::Timestamp(_, Some(_)) => ("times with a time zone", AS_LOCAL_TIME),
        T::Time32(_) | T::Time64(_) => ("times of the day", "write the hour as a whole number"),
        T::Duration(_) | T::Interval(_) => ("lengths of time", AS_TEXT),
        T::Float16 => ("numbers of half precision (float16)", "write it as float32 or float64"),
        T::Decimal(..) | T::Decimal32(..) | T::Decimal64(..) | T::Decimal256(..) => {
            ("decimal numbers", "write it as float64 or as text")
        }
        T::Binary | T::LargeBinary | T::BinaryView | T::FixedSizeBinary(_) => ("bytes", AS_TEXT),
        T::Dictionary(..) => ("categories", "write it as text: in pandas, `.astype('string')`"),
        T::List(_) | T::LargeList(_) | T::FixedSizeList(..) | T::Map(..) => ("lists", AS_TEXT),
        T::Struct(_) | T::Union(_) => ("records inside records", AS_TEXT),
        _ => ("values of an unusual type", AS_TEXT),
    })
}
