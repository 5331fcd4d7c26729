//! German, French and Spanish headers and figures, units in captions, amounts as people write them.

use crate::testing::*;

/// A file with semicolons, as the continent writes CSV.
fn semicolons(file: &str, text: &str) -> holdfast_ledger::Table {
    let quoted = |line: &str| {
        line.split(';')
            .map(|c| format!("\"{c}\""))
            .collect::<Vec<_>>()
            .join(",")
    };
    csv(
        file,
        &text.lines().map(|l| quoted(l) + "\n").collect::<String>(),
    )
}

#[test]
fn german_months_and_figures() {
    let text = "Kunde;Segment;Jan. 2025;Feb. 2025;Mrz. 2025\nMüller GmbH;Mittelstand;1.100,50 €;1.110,50 €;-\nÖko AG;Konzern;12.200,00 €;12.200,00 €;12.210,00 €\nSumme;;13.300,50 €;13.310,50 €;12.210,00 €";
    exact(
        &arr(vec![semicolons("k.csv", text)]),
        &[
            "Müller GmbH 2025-01 1100.5",
            "Müller GmbH 2025-02 1110.5",
            "Öko AG 2025-01 12200",
            "Öko AG 2025-02 12200",
            "Öko AG 2025-03 12210",
        ],
    );
}

#[test]
fn french_contracts() {
    let text = "Client;Date de début;Date de fin;Montant annuel (EUR)\nDupont SA;01/01/2025;31/12/2025;12 000,50\nLefèvre;15/01/2025;28/02/2025;1 200,00";
    asks_then(
        vec![semicolons("c.csv", text)],
        &["as-of-unknown"],
        as_of("2025-02-28"),
        &[
            "Dupont SA 2025-01 12000.5",
            "Dupont SA 2025-02 12000.5",
            "Lefèvre 2025-01 1200",
            "Lefèvre 2025-02 1200",
        ],
    );
}

#[test]
fn spanish_long_ledger() {
    let text = "Cliente;Fecha;Importe mensual\nAcme;31/01/2025;1.000,50\nAcme;28/02/2025;1.100,50";
    exact(
        &bare(vec![semicolons("l.csv", text)]),
        &["Acme 2025-01 12006", "Acme 2025-02 13206"],
    );
}

#[test]
fn thousands_millions_and_a_name_which_is_no_unit() {
    exact(
        &bare(vec![csv(
            "sales_k_smith.csv",
            "Customer,ARR Jan 2025,ARR Feb 2025\nAcme,$1.2M,$1.3M\nBirch,$450K,-\n",
        )]),
        &[
            "Acme 2025-01 1200000",
            "Acme 2025-02 1300000",
            "Birch 2025-01 450000",
        ],
    );
    exact(
        &bare(vec![xlsx(
            "r.xlsx",
            "S",
            "\"ARR by customer, in thousands of USD\",\nCustomer,2025-01-31\nAcme,1.5\nBirch,200\n",
        )]),
        &["Acme 2025-01 1500", "Birch 2025-01 200000"],
    );
    let eur = bare(vec![csv(
        "e.csv",
        "Customer,ARR (EUR) Jan 2025,ARR (EUR) Feb 2025\nAcme,100,110\n",
    )]);
    exact(&eur, &["Acme 2025-01 100", "Acme 2025-02 110"]);
    assert_eq!(eur.ledger.unwrap().reporting(), "EUR");
}

#[test]
fn a_mark_which_both_styles_allow_is_asked_about() {
    let table = csv(
        "us.csv",
        "Account,As Of,ARR ($)\nAcme,1/31/2025,\"1,000\"\nAcme,2/28/2025,\"1,100\"\n",
    );
    asks_then(
        vec![table],
        &["number-style-unknown"],
        decisions(&[("number-style-unknown", "point", "")]),
        &["Acme 2025-01 1000", "Acme 2025-02 1100"],
    );
}
