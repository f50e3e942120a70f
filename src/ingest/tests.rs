//! From bytes to feedback.

use proptest::prelude::*;

use crate::observe::Silent;
use crate::types::Scale;

use super::*;

fn plan(file: &str, bytes: &[u8], settings: &IngestSettings) -> Result<Plan<'static>, IngestError> {
    super::plan(Box::leak(Box::new(Source::of_bytes(file, bytes))), settings)
}

fn settings(map: &[&str]) -> IngestSettings {
    let map = map.iter().map(|assignment| assignment.parse().unwrap()).collect();
    IngestSettings { map, ..IngestSettings::default() }
}

fn read_with(bytes: &[u8], settings: &IngestSettings) -> Batch {
    let plan = plan("dossier/avis.csv", bytes, settings).unwrap_or_else(|error| panic!("{error}"));
    let batch = plan.read(&mut Seen::new(), &Silent).unwrap();
    assert!(batch.counts.balance());
    assert_eq!(plan.records, batch.counts.read);
    batch
}

/// A record counts once for each open question that was answered.
fn read_with_answers(bytes: &[u8], settings: &IngestSettings) -> Batch {
    let batch = plan("avis.csv", bytes, settings).unwrap().read(&mut Seen::new(), &Silent).unwrap();
    assert!(batch.counts.balance());
    batch
}

fn read(text: &str) -> Batch {
    read_with(text.as_bytes(), &IngestSettings::default())
}

/// Record, line, code and column of every reject.
fn rejects(batch: &Batch) -> Vec<(u64, u64, &'static str, Option<&str>)> {
    let told = |reject: &Reject| (reject.record, reject.line, reject.fault.code());
    batch
        .rejects
        .iter()
        .map(|reject| (told(reject).0, told(reject).1, told(reject).2, reject.column.as_deref()))
        .collect()
}

fn codes(remarks: &[Remark]) -> Vec<&str> {
    remarks.iter().map(|remark| remark.code.as_str()).collect()
}

fn error(text: &str) -> IngestError {
    plan("avis.csv", text.as_bytes(), &IngestSettings::default()).map(|_| ()).unwrap_err()
}

const FRENCH: &str = concat!(
    "Identifiant;Date de réponse;Note NPS (0-10);Verbatim;Canal;Langue;N° client;Magasin;E-mail\r\n",
    "A1;13/03/2026 09h15;3;\"Livraison en retard,\r\nappelez-moi au 06 12 34 56 78 !\";web;Français;C-7;Lyon 2;x@exemple.fr\r\n",
    "A2;14/03/2026;10;Parfait;;fr-FR;j.m@exemple.fr;;\r\n",
);

#[test]
fn a_french_export_becomes_feedback() {
    let batch = read(FRENCH);
    assert_eq!(batch.counts, Counts { read: 2, accepted: 2, ..Counts::default() });
    let first = &batch.feedback[0];
    assert_eq!(first.id, "A1");
    assert_eq!(first.text, "Livraison en retard,\nappelez-moi au ⟦TEL⟧ !");
    assert_eq!(first.received.unwrap().to_string(), "2026-03-13T09:15:00");
    assert_eq!(first.ratings[&Scale::Nps].to_string(), "3");
    assert_eq!((first.language.as_deref(), first.customer.as_deref()), (Some("fr"), Some("C-7")));
    assert_eq!(first.channel(), Some("web"));
    assert_eq!(first.attributes["Magasin"], "Lyon 2");
    assert_eq!(first.attributes.len(), 2);
    assert_eq!((first.origin.record, first.origin.line), (1, 2));
    let second = &batch.feedback[1];
    assert_eq!((second.origin.record, second.origin.line), (2, 4));
    assert!(FRENCH[usize::try_from(second.origin.byte).unwrap()..].starts_with("A2;"));
    assert!(second.customer.as_ref().unwrap().starts_with("p-"));
    assert!(second.attributes.is_empty());
    let masked: Vec<(&str, u64)> =
        batch.masked.iter().map(|(kind, count)| (kind.id(), *count)).collect();
    assert_eq!(masked, [("email", 1), ("phone", 1)]);
}

#[test]
fn what_is_recognised_is_told() {
    let plan = plan("avis.csv", FRENCH.as_bytes(), &IngestSettings::default()).unwrap();
    assert_eq!(
        (plan.format, plan.encoding, plan.delimiter),
        ("csv", "UTF-8", Some(Delimiter::SEMICOLON))
    );
    assert_eq!(plan.date_order, Some(DateOrder::Dmy));
    assert_eq!(plan.mapping.scale(), Some(Scale::Nps));
    let roles = plan.mapping.by_role();
    assert_eq!(roles[&Role::Text], ["Verbatim"]);
    assert_eq!(roles[&Role::Ignore], ["E-mail"]);
    assert_eq!(roles[&Role::Attribute], ["Magasin"]);
    assert_eq!(codes(&plan.remarks), ["personal_columns"]);
}

#[test]
fn an_english_export_becomes_feedback() {
    let batch = read(concat!(
        "\u{feff}Review Id,Review Created (UTC),Review Stars,Review Title,Review Content\n",
        "7,2026-03-04T10:00:00Z,4.5,Slow,\"Good, but \"\"late\"\"\"\n",
    ));
    let feedback = &batch.feedback[0];
    assert_eq!((feedback.id.as_str(), feedback.text.as_str()), ("7", "Slow\nGood, but \"late\""));
    assert_eq!(feedback.ratings[&Scale::Stars].to_string(), "4.5");
    assert_eq!(feedback.attributes["feedback_type"], "public");
}

#[test]
fn json_lines_become_feedback() {
    let text = concat!(
        "{\"id\":12,\"comment\":\"Trop long\\nà venir\",\"rating\":2,\"created_at\":\"2026-03-04\",\"tags\":[1],\"vip\":true}\n",
        "{\"id\":\"13\",\"comment\":null,\"rating\":\"4/5\"}\n{\"id\":\n\n{\"comment\":12}\n",
        "{\"id\":\"14\",\"comment\":\"ok\",\"rating\":9,\"store\":\"Lyon\"}\n\n",
    );
    let batch = read(text);
    assert_eq!(batch.counts, Counts { read: 6, accepted: 2, rejected: 4, ..Counts::default() });
    assert_eq!(
        rejects(&batch),
        [
            (3, 3, "E_JSON", None),
            (4, 4, "E_JSON", None),
            (5, 5, "E_TEXT", Some("comment")),
            (6, 6, "E_SCORE_RANGE", Some("rating"))
        ]
    );
    let [first, second] = &batch.feedback[..] else { panic!("two feedback") };
    assert_eq!((first.id.as_str(), first.text.as_str()), ("12", "Trop long\nà venir"));
    assert_eq!(first.attributes["vip"], "true");
    assert_eq!(first.attributes["tags"], "1");
    assert_eq!((second.id.as_str(), second.text.as_str(), second.origin.line), ("13", "", 2));
    let byte = usize::try_from(second.origin.byte).unwrap();
    assert!(text[byte..].starts_with("{\"id\":\"13\""));
}

#[test]
fn a_bad_record_costs_itself_only() {
    let batch = read(concat!(
        "id;date;nps;avis\n",
        "1;01/03/2026;5;bien\n",
        "2;31/02/2026;5;bien\n",
        "3;13/03/2026;11;bien\n",
        "4;13/03/2026;4,5;bien\n",
        "5;13/03/2026;beaucoup;bien\n",
        "6;13/03/2026;5\n",
        "7;13/03/2026;5;bien;trop\n",
        "id;date;nps;avis\n",
        "8;13/03/2026;5;\"jamais refermé\n",
        "9;13/03/2026;5;b\0n\n",
        "1,23E+15;13/03/2026;5;bien\n",
        "1;01/03/2026;5;bien\n",
        "1;01/03/2026;5;autre\n",
        "10;13/03/9999;5;bien\n",
        ";;;\n",
        "11;;;\n",
    ));
    assert_eq!(
        batch.counts,
        Counts { read: 15, accepted: 2, rejected: 12, duplicate: 1, refused: 0 }
    );
    assert_eq!(
        rejects(&batch),
        [
            (2, 3, "E_DATE", Some("date")),
            (3, 4, "E_SCORE_RANGE", Some("nps")),
            (4, 5, "E_SCORE_STEP", Some("nps")),
            (5, 6, "E_SCORE", Some("nps")),
            (6, 7, "E_FIELDS", None),
            (7, 8, "E_FIELDS", None),
            (8, 9, "E_HEADER_REPEAT", None),
            (9, 10, "E_QUOTE", None),
            (10, 11, "E_NUL", Some("avis")),
            (11, 12, "E_ID_SCI", Some("id")),
            (13, 14, "E_DUPLICATE_ID", Some("id")),
            (14, 15, "E_DATE_RANGE", Some("date")),
        ]
    );
    assert_eq!(batch.rejects[4].fault.reason_fr(), "3 champs au lieu de 4");
    assert_eq!(batch.rejects[1].fault.reason_en(), "score 11 outside the scale nps (0 to 10)");
    assert!(batch.feedback[1].received.is_none() && batch.feedback[1].ratings.is_empty());
}

#[test]
fn a_quote_closed_by_the_next_record_does_not_swallow_it() {
    let batch =
        read("id;avis;ville\n1;\"jamais;Lyon\n2;bien;\"Paris\"\n3;cher;Nice\n4;\"a\nb\";\"c\"\n");
    assert_eq!(rejects(&batch), [(1, 2, "E_QUOTE", None)]);
    let ids: Vec<&str> = batch.feedback.iter().map(|feedback| feedback.id.as_str()).collect();
    assert_eq!(ids, ["2", "3", "4"]);
}

#[test]
fn bad_bytes_cost_their_record_only() {
    let batch = read_with(
        "id;avis\n1;réglé\n2;r?gl?\n3;déçu\n".replace('?', "\u{1}").as_bytes(),
        &settings(&[]),
    );
    assert_eq!(batch.feedback[1].text, "rgl");
    let mut bytes = "id;avis\n1;réglé\n2;r?gl?\n3;déçu\n".as_bytes().to_vec();
    bytes.iter_mut().filter(|byte| **byte == b'?').for_each(|byte| *byte = 0xe9);
    let batch = read_with(&bytes, &settings(&[]));
    assert_eq!(rejects(&batch), [(2, 3, "E_UTF8", Some("avis"))]);
    assert_eq!(batch.feedback[1].text, "déçu");
}

#[test]
fn exports_of_spreadsheets_are_read() {
    let utf16: Vec<u8> = "\u{feff}Verbatim\tNote /5\r\nDéçue\t2\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let batch = read_with(&utf16, &settings(&[]));
    assert_eq!((batch.feedback[0].text.as_str(), batch.feedback[0].ratings.len()), ("Déçue", 1));
    let ansi = read_with(b"sep=;\r\nAvis;Ville\r\nD\xe9\xe7ue \x80;Nice\r\n", &settings(&[]));
    assert_eq!((ansi.feedback[0].text.as_str(), ansi.feedback[0].origin.line), ("Déçue €", 3));
}

#[test]
fn one_column_is_a_table() {
    let batch = read("Verbatim\nbien, mais cher\n\nnon ; rien\n");
    let texts: Vec<&str> = batch.feedback.iter().map(|feedback| feedback.text.as_str()).collect();
    assert_eq!(texts, ["bien, mais cher", "non ; rien"]);
    assert_eq!(batch.feedback[1].id, "avis#2");
    assert_eq!(batch.feedback[1].origin.line, 4);
}

#[test]
fn nothing_but_a_header_is_no_error() {
    assert_eq!(read("id;avis\n").counts, Counts::default());
}

#[test]
fn a_score_without_a_scale_is_kept_and_not_used() {
    let text = "Avis;Note;Score /10\nbien;4;8\n";
    let plan = plan("a.csv", text.as_bytes(), &settings(&[])).unwrap();
    assert_eq!(codes(&plan.remarks), ["bare_score", "bare_score"]);
    assert!(plan.remarks[1].en.contains("is not an NPS"));
    let batch = plan.read(&mut Seen::new(), &Silent).unwrap();
    assert!(batch.feedback[0].ratings.is_empty());
    assert_eq!(batch.feedback[0].attributes["Note"], "4");

    let told = read_with(text.as_bytes(), &settings(&["score=Note:csat", "score=Score /10:nps"]));
    assert_eq!(told.feedback[0].ratings.len(), 2);
}

#[test]
fn what_the_user_says_goes_before_the_names() {
    let text =
        "Titre;Commentaire;Remarque;Date;Autre date\nTrop cher;Déçue;;01/02/2026;13/02/2026\n";
    let plain = plan("a.csv", text.as_bytes(), &settings(&["date=autre DATE"])).unwrap();
    assert_eq!(plain.mapping.by_role()[&Role::Text], ["Commentaire"]);
    assert_eq!(plain.mapping.by_role()[&Role::Date], ["Autre date"]);
    assert_eq!(codes(&plain.remarks), ["text_columns"]);
    let joined = read_with(
        text.as_bytes(),
        &settings(&["text=Titre", "text=Commentaire", "date=Autre date", "ignore=Date"]),
    );
    assert_eq!(joined.feedback[0].text, "Trop cher\nDéçue");
    assert!(joined.feedback[0].attributes.is_empty());
}

#[test]
fn several_open_questions_are_several_feedback_of_one_person() {
    let text = concat!(
        "id;nps;Points positifs;Points négatifs;Magasin\n",
        "R1;9;\"Accueil très chaleureux, merci\";\"Une heure d'attente à la caisse\";Lyon\n",
        "R2;4;;\"Personne ne répond au téléphone, écrivez à a@exemple.fr\";Nice\n",
        "R3;8;;;Nice\n",
    );
    let map = settings(&["answer=Points positifs", "answer=Points négatifs"]);
    let batch = read_with_answers(text.as_bytes(), &map);
    assert_eq!(batch.counts, Counts { read: 4, accepted: 4, ..Counts::default() });
    let ids: Vec<&str> = batch.feedback.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["R1/1", "R1/2", "R2/2", "R3"]);
    let scores: Vec<usize> = batch.feedback.iter().map(|one| one.ratings.len()).collect();
    assert_eq!(scores, [1, 0, 1, 1]);
    let [first, second, ..] = &batch.feedback[..] else { panic!("four feedback") };
    assert_eq!((first.customer.as_deref(), second.customer.as_deref()), (Some("R1"), Some("R1")));
    assert_eq!((first.respondent(), second.respondent()), ("R1", "R1"));
    assert_eq!(second.attributes["question"], "Points négatifs");
    assert_eq!(batch.masked.values().sum::<u64>(), 1);
}

#[test]
fn the_moment_of_an_answer_is_told_by_its_event() {
    let text = concat!(
        "avis;date;Date d'achat;Lien de session\n",
        "bien;2026-03-10;2026-03-09;https://replay.exemple.fr/s/1\nbof;2026-03-25;2026-03-09;\n",
        "cher;2026-06-10;2026-03-09;\nquoi;2026-03-01;2026-03-09;\n",
    );
    let kind = Some(FeedbackType::Explicit);
    let batch =
        read_with(text.as_bytes(), &IngestSettings { feedback_type: kind, ..settings(&[]) });
    let moments: Vec<Option<&str>> =
        batch.feedback.iter().map(|one| one.attributes.get("moment").map(String::as_str)).collect();
    assert_eq!(moments, [Some("hot"), Some("warm"), Some("cold"), None]);
    assert_eq!(batch.feedback[0].attributes["session_url"], "https://replay.exemple.fr/s/1");
    assert_eq!(batch.feedback[0].attributes["feedback_type"], "explicit");
}

#[test]
fn an_empty_text_column_leaves_its_place() {
    let batch = read("Verbatim;Commentaire\n;bien\n ;cher\n");
    assert_eq!(batch.feedback[1].text, "cher");
}

#[test]
fn files_that_cannot_be_read_say_why_and_what_to_do() {
    let no_text = error("Numéro;Comentaire\n1;bien\n");
    assert_eq!(no_text.hint().unwrap(), "say which one: --map text=Comentaire");
    assert_eq!(
        no_text.to_string(),
        "`avis.csv`: no column holds the text, among `Numéro`, `Comentaire`"
    );
    let wordy = error("Zone;Ce que vous en dites\n1;bien trop cher\n");
    assert_eq!(wordy.hint().unwrap(), "say which one: --map text=\"Ce que vous en dites\"");
    assert_eq!(
        error("Avis;Note;Avis\n").to_string(),
        "`avis.csv`, line 1: columns 1 and 3 are both named `Avis`"
    );
    assert!(matches!(error("[[1, 2]]"), IngestError::NoObjects { .. }));
    assert!(matches!(error("  \n\n"), IngestError::Empty { .. }));
    assert!(matches!(error("\"Avis;Note\n1;2\n"), IngestError::BadHeader { .. }));
    let unknown = plan("a.csv", b"Avis;Ville\n", &settings(&["id=Vile"])).map(|_| ()).unwrap_err();
    assert_eq!(unknown.hint().unwrap(), "the nearest name: --map id=Ville");
    let scale = plan("a.csv", b"Avis;Note\n", &settings(&["score=Note"])).map(|_| ()).unwrap_err();
    assert_eq!(scale.hint().unwrap(), "say it: --map score=Note:nps (nps, stars, csat or ces)");
    let twice =
        plan("a.csv", b"Avis;A;B\n", &settings(&["date=A", "date=B"])).map(|_| ()).unwrap_err();
    assert!(matches!(twice, IngestError::RoleTwice { .. }));
    let wide = ";".repeat(2_000);
    assert!(matches!(error(&wide), IngestError::TooManyColumns { found: 2_001, .. }));
}

#[test]
fn ambiguous_dates_are_asked_for() {
    let english = "date,review\n03/04/2026,late\n";
    assert!(matches!(error(english), IngestError::AmbiguousDates { .. }));
    let told = IngestSettings { date_format: Some(DateOrder::Mdy), ..IngestSettings::default() };
    let batch = read_with(english.as_bytes(), &told);
    assert_eq!(batch.feedback[0].received.unwrap().to_string(), "2026-03-04T00:00:00");
    let french = plan("a.csv", "Date;Avis\n03/04/2026;cher\n".as_bytes(), &settings(&[])).unwrap();
    assert_eq!(
        (french.date_order, codes(&french.remarks)),
        (Some(DateOrder::Dmy), vec!["date_order"])
    );
}

#[test]
fn files_of_one_batch_know_each_other() {
    let mut seen = Seen::new();
    let mut read = |file: &str, text: &str| {
        plan(file, text.as_bytes(), &settings(&[])).unwrap().read(&mut seen, &Silent).unwrap()
    };
    assert_eq!(read("mars.csv", "id;avis\n1;bien\n2;cher\n").counts.accepted, 2);
    let april = read("avril.csv", "id;avis\n2;cher\n1;autre\n3;ok\n");
    assert_eq!(
        april.counts,
        Counts { read: 3, accepted: 2, rejected: 0, duplicate: 1, refused: 0 }
    );
    assert_eq!(april.feedback[0].id, "avril:1");
    assert_eq!(read("x/a.csv", "avis\nRAS\nRAS\n").counts.accepted, 2);
    assert_eq!(read("y/a.csv", "avis\nbien\n").feedback[0].id, "a-2#1");
    assert_eq!(read("z/a.csv", "avis\nRAS\nRAS\n").counts.duplicate, 2);
}

#[test]
fn too_many_rejects_are_told() {
    let file = |bad: usize, good: usize| {
        format!("nps;avis\n{}{}", "99;non\n".repeat(bad), "5;oui\n".repeat(good))
    };
    let too_many =
        |bad, good| read(&file(bad, good)).has_too_many_rejects(&IngestSettings::default());
    assert!(too_many(100, 5_000));
    assert!(!too_many(99, 5_000));
    assert!(too_many(60, 940));
    assert!(!too_many(50, 950));
    assert!(!too_many(60, 900));
}

#[test]
fn an_nps_without_zero_is_doubted() {
    let file = |lowest: &str| format!("nps;avis\n{lowest};bof\n{}", "9;oui\n".repeat(200));
    assert_eq!(codes(&read(&file("1")).remarks), ["nps_without_zero"]);
    assert!(read(&file("0")).remarks.is_empty());
}

#[test]
fn work_is_told_and_can_be_stopped() {
    struct Stop;
    impl crate::observe::Observer for Stop {
        fn stopped(&self) -> bool {
            true
        }
    }
    let text = format!("avis\n{}", "bien\n".repeat(1_500));
    let plan = plan("a.csv", text.as_bytes(), &settings(&[])).unwrap();
    assert_eq!(
        plan.read(&mut Seen::new(), &Stop),
        Err(IngestError::Stopped { file: "a.csv".into() })
    );
}

/// Texts that are nearly tables.
fn nearly_a_table() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b";".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"\"\"".to_vec()),
        Just(b"12/03/2026".to_vec()),
        Just(b"7".to_vec()),
        Just("déçu 06 12 34 56 78".as_bytes().to_vec()),
        Just(b"\xe9".to_vec()),
        Just(b"\0".to_vec()),
        Just(b"id;date;nps;avis\n".to_vec()),
        Just(b"1;12/03/2026;7;ok\n".to_vec()),
    ];
    proptest::collection::vec(piece, 0..60)
        .prop_map(|pieces| [b"id;date;nps;avis\n".to_vec(), pieces.concat()].concat())
}

/// What must hold of any bytes: no panic, every record accounted for, each origin the start of its line.
fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok(plan) = plan("avis.csv", bytes, &IngestSettings::default()) else { return Ok(()) };
    let batch = plan.read(&mut Seen::new(), &Silent).unwrap();
    let mut chunks = Vec::new();
    let mut keep = |chunk: Vec<crate::types::Feedback>| {
        chunks.extend(chunk);
        std::ops::ControlFlow::Continue(())
    };
    let streamed = plan.read_in_chunks(3, &mut keep, &mut Seen::new(), &Silent).unwrap();
    prop_assert_eq!(&chunks, &batch.feedback);
    prop_assert_eq!(&Batch { feedback: chunks, ..streamed }, &batch);
    prop_assert!(batch.counts.balance());
    prop_assert_eq!(batch.counts.read, plan.records);
    prop_assert_eq!(batch.counts.accepted, batch.feedback.len() as u64);
    prop_assert_eq!(batch.counts.rejected, batch.rejects.len() as u64);
    prop_assert_eq!(batch.rejected_rows.len(), batch.rejects.len());
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        check(&bytes)?;
    }

    #[test]
    fn near_tables_are_accounted_for(bytes in nearly_a_table()) {
        check(&bytes)?;
    }

    #[test]
    fn near_json_lines_are_accounted_for(lines in proptest::collection::vec("[{}\\[\\]\":,a1\\\\]{0,20}", 0..10)) {
        check(format!("{{\"avis\":\"ok\"}}\n{}", lines.join("\n")).as_bytes())?;
    }

    #[test]
    fn origins_point_at_their_records(texts in proptest::collection::vec("[a-zé \"\n;,]{0,12}", 1..20)) {
        let quoted = |rank: usize, text: &str| format!("\"{}\";{rank}\n", text.replace('"', "\"\""));
        let records: Vec<String> = texts.iter().enumerate().map(|(rank, text)| quoted(rank, text)).collect();
        let table = format!("avis;rang\n{}", records.concat());
        let batch = read(&table);
        prop_assert_eq!(batch.counts.accepted, texts.len() as u64);
        for (feedback, record) in batch.feedback.iter().zip(&records) {
            let byte = usize::try_from(feedback.origin.byte).unwrap();
            prop_assert_eq!(table[..byte].matches('\n').count() as u64 + 1, feedback.origin.line);
            prop_assert!(table[byte..].starts_with(record));
        }
    }
}
