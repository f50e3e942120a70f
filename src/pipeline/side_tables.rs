//! Tables beside the feedback: what customers are worth, key figures of the business.

use std::path::Path;

use super::read::open;
use crate::error::Error;
use crate::ingest::{IngestSettings, plain_table};
use crate::metrics::{CustomerValues, KpiRow};
use crate::text::folded;

/// What the user gives beside feedback.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SideTables {
    /// The value of each customer; rows of one customer are summed.
    pub customers: CustomerValues,
    /// Key figures by period and touchpoint.
    pub kpis: Vec<KpiRow>,
    /// Rows in which something could not be read.
    pub unused: u64,
}

/// The names of the column of customers.
const CUSTOMER: &[&str] =
    &["customer", "customer id", "client", "id client", "n client", "no client", "numero client"];

/// The names of the column of values.
const VALUE: &[&str] = &[
    "value",
    "valeur",
    "ca",
    "chiffre d affaires",
    "revenue",
    "revenu",
    "montant",
    "margin",
    "marge",
    "clv",
];

/// The names of the columns of key figures, in the order of [`set`].
const KPIS: [&[&str]; 11] = [
    &["visitors", "visiteurs", "visites"],
    &["conversions"],
    &["carts", "paniers", "paniers crees"],
    &["orders", "commandes"],
    &["customers start", "clients debut", "clients au debut"],
    &["customers end", "clients fin", "clients a la fin"],
    &["new customers", "nouveaux clients"],
    &["lost customers", "clients perdus"],
    &["acquisition spend", "depenses acquisition", "depenses d acquisition"],
    &["margin", "marge"],
    &["discount", "taux", "taux d actualisation"],
];

impl SideTables {
    /// Reads the tables given, in any form that feedback is read from, with a header.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, or lacks the columns that it needs.
    pub fn read(
        customers: Option<&Path>,
        kpis: Option<&Path>,
        settings: &IngestSettings,
    ) -> Result<Self, Error> {
        let mut tables = Self::default();
        if let Some(path) = customers {
            tables.read_customers(&Sheet::read(path, settings)?)?;
        }
        if let Some(path) = kpis {
            tables.read_kpis(&Sheet::read(path, settings)?)?;
        }
        Ok(tables)
    }

    fn read_customers(&mut self, sheet: &Sheet) -> Result<(), Error> {
        self.unused += sheet.unread;
        let customer = sheet.needed("customer", CUSTOMER)?;
        let value = sheet.needed("value", VALUE)?;
        for row in &sheet.rows {
            let name = row.get(customer).map_or("", |cell| cell.trim());
            match row.get(value).and_then(|cell| amount(cell)).filter(|_| !name.is_empty()) {
                Some(value) => *self.customers.entry(name.to_owned()).or_default() += value,
                None => self.unused += 1,
            }
        }
        Ok(())
    }

    fn read_kpis(&mut self, sheet: &Sheet) -> Result<(), Error> {
        self.unused += sheet.unread;
        let period =
            sheet.column(&["period", "periode", "mois", "month", "date", "semaine", "week"]);
        let touchpoint = sheet.column(&["touchpoint", "point de contact", "canal", "channel"]);
        let columns = KPIS.map(|names| sheet.column(names));
        if columns.iter().all(Option::is_none) {
            sheet.needed("visitors", KPIS[0])?;
        }
        for row in &sheet.rows {
            let words = |at: Option<usize>| {
                at.and_then(|at| row.get(at))
                    .map(|cell| cell.trim().to_owned())
                    .filter(|cell| !cell.is_empty())
            };
            let mut kpi = KpiRow {
                period: words(period),
                touchpoint: words(touchpoint),
                ..KpiRow::default()
            };
            let mut unread = false;
            for (number, column) in columns.iter().enumerate() {
                let Some(cell) = words(*column) else { continue };
                let read = amount(&cell);
                unread |= read.is_none();
                set(&mut kpi, number, read);
            }
            self.unused += u64::from(unread);
            self.kpis.push(kpi);
        }
        Ok(())
    }
}

/// Sets the key figure of a number in [`KPIS`].
fn set(kpi: &mut KpiRow, number: usize, value: Option<f64>) {
    let fields = [
        &mut kpi.visitors,
        &mut kpi.conversions,
        &mut kpi.carts,
        &mut kpi.orders,
        &mut kpi.customers_start,
        &mut kpi.customers_end,
        &mut kpi.new_customers,
        &mut kpi.lost_customers,
        &mut kpi.acquisition_spend,
        &mut kpi.margin,
        &mut kpi.discount,
    ];
    if let Some(field) = fields.into_iter().nth(number) {
        *field = value;
    }
}

/// A table as read: its headers plain, its rows of cells.
struct Sheet {
    file: String,
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
    unread: u64,
}

impl Sheet {
    fn read(path: &Path, settings: &IngestSettings) -> Result<Self, Error> {
        let source = open(path)?;
        // What the user says of the columns and sheets of the feedback is not said of this table.
        let encoding = settings.encoding.clone();
        let table =
            plain_table(&source, &IngestSettings { encoding, ..IngestSettings::default() })?;
        let headers = table.names.iter().map(|name| plain(name)).collect();
        let file = source.name().to_owned();
        Ok(Self { file, headers, rows: table.rows, unread: table.unread })
    }

    fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.headers.iter().position(|header| header == name))
    }

    fn needed(&self, what: &str, names: &[&str]) -> Result<usize, Error> {
        self.column(names).ok_or_else(|| Error::SideTable {
            file: self.file.clone(),
            reason: format!("no column `{what}` among: {}", self.headers.join(", ")),
        })
    }
}

/// A header without case, accents and marks.
fn plain(header: &str) -> String {
    let letters = folded(header).replace(|mark: char| !mark.is_alphanumeric(), " ");
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An amount as spreadsheets write it: « 1 234,50 € », `1,234.50`, `12 %`.
fn amount(cell: &str) -> Option<f64> {
    let percent = cell.trim_end().ends_with('%');
    let kept: String = cell
        .chars()
        .filter(|mark| mark.is_ascii_digit() || matches!(mark, '.' | ',' | '-'))
        .collect();
    let other = cell.chars().filter(|mark| mark.is_alphabetic()).count();
    // The last mark is the decimal one, unless three figures follow it and nothing but figures stands before:
    // `10,000` visitors are ten thousand. The other marks part thousands.
    let digits = |part: &str| part.replace([',', '.'], "");
    let number = match kept.rfind([',', '.']) {
        Some(at)
            if kept.len() - at == 4
                && !kept[..at].contains([',', '.'])
                && !kept.starts_with('0') =>
        {
            digits(&kept)
        }
        Some(at) => format!("{}.{}", digits(&kept[..at]), digits(&kept[at..])),
        None => kept,
    };
    let value: f64 = number.parse().ok().filter(|value: &f64| value.is_finite() && other <= 3)?;
    Some(if percent { value / 100.0 } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.csv");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn customers_are_read_as_a_french_spreadsheet_writes_them() {
        let (_folder, path) = file("N° client;Prix\nC1;1 234,50 €\nC1;100\nC2;néant\n;5\n");
        let wrong = SideTables::read(Some(&path), None, &IngestSettings::default()).unwrap_err();
        assert!(wrong.to_string().contains("no column `value`"), "{wrong}");
        let (_folder, path) = file("N° client;Valeur (€)\nC1;1 234,50 €\nC1;100\nC2;néant\n;5\n");
        let read = SideTables::read(Some(&path), None, &IngestSettings::default()).unwrap();
        assert_eq!(read.customers, [("C1".to_owned(), 1_334.5)].into());
        assert_eq!(read.unused, 2);
    }

    #[test]
    fn key_figures_are_read_by_period_and_touchpoint() {
        let (_folder, path) = file(
            "Période,Point de contact,Visiteurs,Conversions,taux\n2026-03,website,\"10,000\",250,10 %\n",
        );
        let read = SideTables::read(None, Some(&path), &IngestSettings::default()).unwrap();
        let row = &read.kpis[0];
        assert_eq!(
            (row.period.as_deref(), row.touchpoint.as_deref()),
            (Some("2026-03"), Some("website"))
        );
        assert_eq!((row.conversions, row.discount), (Some(250.0), Some(0.1)));
    }

    #[test]
    fn amounts_bear_marks_of_thousands_and_decimals() {
        let read = ["1 234,50 €", "1,234.50", "-12", "0,125", "10.000", "abc", "12 %"].map(amount);
        let expected = [
            Some(1_234.5),
            Some(1_234.5),
            Some(-12.0),
            Some(0.125),
            Some(10_000.0),
            None,
            Some(0.12),
        ];
        assert_eq!(read, expected);
    }
}
