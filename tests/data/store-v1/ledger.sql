BEGIN TRANSACTION;
CREATE TABLE batches (
    number   INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    name     TEXT NOT NULL,
    source   TEXT NOT NULL,
    created  TEXT NOT NULL,
    manifest TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('open', 'stored', 'indexed'))
) STRICT;
INSERT INTO "batches" VALUES(1,'527b8386e496e752c5ad41d3eec35412fdb8bd4cf81bf6091aa38bd928fc8b27','avis.csv','avis.csv','2026-08-31T00:00:00Z','{"version":"0.1.0","runtime":"none","model":{},"lexicons":{"en/calendar.tsv":"2613ab3c0661eeca8f188d97da59cd6a317c879b30febeafea6b5574f69c298a","en/content_free.tsv":"2047616d8f5b2ec298a9e8b46a6562172d6c3f3bc23ffc62bfd4bb72f022457e","en/contrasts.tsv":"b3bdf0543a287ad6297ca30278be10ec0ac8b26f478f5d11a364be7b8993a3bf","en/effort.tsv":"dc0e78898e0ec9ead04feaec36b511832d47c396c0008c6cfa2b267e14ea9f82","en/emotions.tsv":"0c6f2412faaeda52db32f5c9828c0553d78df2b02c0e9b3af363c4864105a0ab","en/expectation.tsv":"7ba4e6e717c12e48673b8f9207ccc1640bd965fec25d6256774de421cb8eafb3","en/function_words.tsv":"3dac09fe8fb8854bfa1b8ba2010ad28b448cc4cdc6426e3dc079f7cf8da3d956","en/generic_words.tsv":"179ebc77d2ea84d18f484293a3cae6d05133985414d1ca3446b70eb0455c6c2d","en/harm.tsv":"7ed54e3408d53dfe8dcf564822cc97cf7eb5d7eb6d4ffc078a0311dc645f2d68","en/intensifiers.tsv":"118322ebe6d46eb1ea269587aec3a6dc64cf519a3beae2a6bb72661d96a9b864","en/negations.tsv":"94751666380722ddde6a6112e721886b6220a463abddb22558e3e3a277d70efa","en/opinions.tsv":"2588758d2c5bd59dda5cde2cbb7263662872380a9f6e3615c0c94bf593bba540","en/signals.tsv":"3af59a669f8ba4536de1e6e3e18243334d667ebcb41ae12f099b3758c6b045a9","en/touchpoints.tsv":"c3b1d5217d5a5cf1cdff3b75a88e055c899eb7a0dd3fa1dc655b74149d30e3b0","fr/calendar.tsv":"35b92cff60903d48d6c2c4ff347efd0cdaf8640f78599441c6d2d47793ab4eaa","fr/content_free.tsv":"0271c76daa69654c4ee4101533eda8fffadd2c34f759c060c996bc503eb26eb6","fr/contrasts.tsv":"9122af313ffbc5fb3522ac6d49f7d26f16743fc3c2d5a9e5fe50d04a9f0fb016","fr/effort.tsv":"3518989c543d9a9d909e1f02110453a17431e10e0d8d1864790b6a764f8456cd","fr/emotions.tsv":"a07c50d02027c7403d5d806a3eb9638d7b5530ad80862ed8d443d02638d14d5d","fr/expectation.tsv":"5338cda25a68fe4c7a69cd9d34ed47c32c0efae417143542640abb16b757dc1a","fr/function_words.tsv":"c17ee25852745a932663945c77b1e79846b1ab90c5f7f2d0104c8f3cab3a3089","fr/generic_words.tsv":"034668d45740e86e7bc9eb349208a8ad9cb906836bba38f1b433e1e9fec50b4e","fr/harm.tsv":"b5ed6258b0de0c0356b6401246bc6ac5e398d19943832008a788b21e3d77dc95","fr/intensifiers.tsv":"56993cd45ea7b3fb05c24af47b15fba19f2a7e055f4087fce115f42d3797dc74","fr/negations.tsv":"c646dc38904f5f6d35a73a4ab82a287ac0a5fcbc1ef290e20dd704709e1275fc","fr/opinions.tsv":"f8a02cf40b4964f8ed688d7f3ea69245916ca0d9c5c104efb95c77486888e6ce","fr/signals.tsv":"7b1b6419e4d3867e285cf58ab166f046cc34ab1af7fb978b5003d38b7deeff1a","fr/touchpoints.tsv":"ba2a4c749f8681e7e8369d2332aaadbb4f080d37c678f0c12b2d436ad371f0c1"},"file":{"name":"avis.csv","sha256":"a78bd8db8e499650db4ebcae7166337561af90ef3d9516e03e63c3435010169e","format":"csv","encoding":"UTF-8","delimiter":";","mapping":{"attribute":["magasin"],"customer":["client"],"date":["date"],"id":["id"],"score":["note nps"],"text":["avis"]},"read":5,"accepted":3,"rejected":1,"duplicate":1,"refused":0}}','indexed');
INSERT INTO "batches" VALUES(2,'37ed0dab5c9df9e3eb0f0bdbfd7f18ece1fee842809df4c39c08975eb9319878','libre.csv','libre.csv','2026-08-31T00:00:00Z','{"version":"0.1.0","runtime":"none","model":{},"lexicons":{"en/calendar.tsv":"2613ab3c0661eeca8f188d97da59cd6a317c879b30febeafea6b5574f69c298a","en/content_free.tsv":"2047616d8f5b2ec298a9e8b46a6562172d6c3f3bc23ffc62bfd4bb72f022457e","en/contrasts.tsv":"b3bdf0543a287ad6297ca30278be10ec0ac8b26f478f5d11a364be7b8993a3bf","en/effort.tsv":"dc0e78898e0ec9ead04feaec36b511832d47c396c0008c6cfa2b267e14ea9f82","en/emotions.tsv":"0c6f2412faaeda52db32f5c9828c0553d78df2b02c0e9b3af363c4864105a0ab","en/expectation.tsv":"7ba4e6e717c12e48673b8f9207ccc1640bd965fec25d6256774de421cb8eafb3","en/function_words.tsv":"3dac09fe8fb8854bfa1b8ba2010ad28b448cc4cdc6426e3dc079f7cf8da3d956","en/generic_words.tsv":"179ebc77d2ea84d18f484293a3cae6d05133985414d1ca3446b70eb0455c6c2d","en/harm.tsv":"7ed54e3408d53dfe8dcf564822cc97cf7eb5d7eb6d4ffc078a0311dc645f2d68","en/intensifiers.tsv":"118322ebe6d46eb1ea269587aec3a6dc64cf519a3beae2a6bb72661d96a9b864","en/negations.tsv":"94751666380722ddde6a6112e721886b6220a463abddb22558e3e3a277d70efa","en/opinions.tsv":"2588758d2c5bd59dda5cde2cbb7263662872380a9f6e3615c0c94bf593bba540","en/signals.tsv":"3af59a669f8ba4536de1e6e3e18243334d667ebcb41ae12f099b3758c6b045a9","en/touchpoints.tsv":"c3b1d5217d5a5cf1cdff3b75a88e055c899eb7a0dd3fa1dc655b74149d30e3b0","fr/calendar.tsv":"35b92cff60903d48d6c2c4ff347efd0cdaf8640f78599441c6d2d47793ab4eaa","fr/content_free.tsv":"0271c76daa69654c4ee4101533eda8fffadd2c34f759c060c996bc503eb26eb6","fr/contrasts.tsv":"9122af313ffbc5fb3522ac6d49f7d26f16743fc3c2d5a9e5fe50d04a9f0fb016","fr/effort.tsv":"3518989c543d9a9d909e1f02110453a17431e10e0d8d1864790b6a764f8456cd","fr/emotions.tsv":"a07c50d02027c7403d5d806a3eb9638d7b5530ad80862ed8d443d02638d14d5d","fr/expectation.tsv":"5338cda25a68fe4c7a69cd9d34ed47c32c0efae417143542640abb16b757dc1a","fr/function_words.tsv":"c17ee25852745a932663945c77b1e79846b1ab90c5f7f2d0104c8f3cab3a3089","fr/generic_words.tsv":"034668d45740e86e7bc9eb349208a8ad9cb906836bba38f1b433e1e9fec50b4e","fr/harm.tsv":"b5ed6258b0de0c0356b6401246bc6ac5e398d19943832008a788b21e3d77dc95","fr/intensifiers.tsv":"56993cd45ea7b3fb05c24af47b15fba19f2a7e055f4087fce115f42d3797dc74","fr/negations.tsv":"c646dc38904f5f6d35a73a4ab82a287ac0a5fcbc1ef290e20dd704709e1275fc","fr/opinions.tsv":"f8a02cf40b4964f8ed688d7f3ea69245916ca0d9c5c104efb95c77486888e6ce","fr/signals.tsv":"7b1b6419e4d3867e285cf58ab166f046cc34ab1af7fb978b5003d38b7deeff1a","fr/touchpoints.tsv":"ba2a4c749f8681e7e8369d2332aaadbb4f080d37c678f0c12b2d436ad371f0c1"},"file":{"name":"libre.csv","sha256":"bb2fea268a2a469b86da5b3b874db88cbbfbd0631eb32f1eb481b792ad1de626","format":"csv","encoding":"UTF-8","delimiter":";","mapping":{"date":["date"],"text":["avis"]},"read":2,"accepted":2,"rejected":0,"duplicate":0,"refused":0}}','indexed');
CREATE TABLE chunks (
    batch     INTEGER NOT NULL REFERENCES batches (number) ON DELETE CASCADE,
    number    INTEGER NOT NULL,
    read      INTEGER NOT NULL,
    accepted  INTEGER NOT NULL,
    rejected  INTEGER NOT NULL,
    duplicate INTEGER NOT NULL,
    refused   INTEGER NOT NULL,
    masked    TEXT NOT NULL,
    PRIMARY KEY (batch, number),
    CHECK (read = accepted + rejected + duplicate + refused)
) STRICT, WITHOUT ROWID;
INSERT INTO "chunks" VALUES(1,1,5,3,1,1,0,'{}');
INSERT INTO "chunks" VALUES(2,1,2,2,0,0,0,'{}');
CREATE TABLE feedback (
    line       INTEGER PRIMARY KEY,
    batch      INTEGER NOT NULL REFERENCES batches (number) ON DELETE CASCADE,
    scope      TEXT NOT NULL,
    id         TEXT NOT NULL,
    received   TEXT,
    language   TEXT,
    customer   TEXT,
    text       TEXT NOT NULL,
    ratings    TEXT NOT NULL,
    attributes TEXT NOT NULL,
    origin     TEXT NOT NULL,
    annotation TEXT NOT NULL
) STRICT;
INSERT INTO "feedback" VALUES(4294967297,1,'avis.csv','A01','2026-01-05T00:00:00',NULL,'C1','Colis livré avec dix jours de retard et personne ne répond au téléphone.','{"nps":2.0}','{"magasin":"Lyon"}','{"file":"avis.csv","record":1,"line":2,"byte":37}','{"schema_version":1,"lang":"fr","sentiment":{"label":"neg","p":{"neg":0.6154,"mix":0.0,"neu":0.3846,"pos":0.0}},"touchpoints":[{"id":"delivery","polarity":"-","p":0.94,"evidence":[[0,75]]},{"id":"customer_service","polarity":"-","p":0.9,"evidence":[[0,75]]}],"signals":[{"kind":"repeat_effort","p":0.74,"evidence":[[0,75]]}],"emotions":[{"id":"frustration","p":0.8}],"expectation":{"label":"below","p":0.8},"effort":{"label":"high","p":0.8}}');
INSERT INTO "feedback" VALUES(4294967298,1,'avis.csv','A02','2026-01-12T00:00:00',NULL,'C2','Accueil charmant en boutique, la vendeuse connaît son métier.','{"nps":9.0}','{"magasin":"Lyon"}','{"file":"avis.csv","record":2,"line":3,"byte":139}','{"schema_version":1,"lang":"fr","sentiment":{"label":"pos","p":{"neg":0.0,"mix":0.0,"neu":0.5,"pos":0.5}},"touchpoints":[{"id":"staff","polarity":"+","p":0.9,"evidence":[[0,28],[30,62]]}],"signals":[],"emotions":[],"expectation":null,"effort":null}');
INSERT INTO "feedback" VALUES(4294967299,1,'avis.csv','A04','2026-02-03T00:00:00',NULL,'C4','Produit correct sans plus, un peu cher pour ce que c''est.','{"nps":6.0}','{"magasin":"Paris"}','{"file":"avis.csv","record":4,"line":5,"byte":299}','{"schema_version":1,"lang":"fr","sentiment":{"label":"pos","p":{"neg":0.0,"mix":0.0,"neu":0.5,"pos":0.5}},"touchpoints":[{"id":"offer_price","polarity":"0","p":0.8,"evidence":[[27,56]]}],"signals":[{"kind":"hedged_praise","p":0.6,"evidence":[[0,25]]}],"emotions":[],"expectation":{"label":"met","p":0.7},"effort":null}');
INSERT INTO "feedback" VALUES(8589934593,2,'37ed0dab5c9df9e3eb0f0bdbfd7f18ece1fee842809df4c39c08975eb9319878','libre#1','2026-03-01T00:00:00',NULL,NULL,'Colis perdu','{}','{}','{"file":"libre.csv","record":1,"line":2,"byte":10}','{"schema_version":1,"lang":"fr","sentiment":{"label":"neg","p":{"neg":0.5,"mix":0.0,"neu":0.5,"pos":0.0}},"touchpoints":[{"id":"delivery","polarity":"-","p":0.94,"evidence":[[0,11]]},{"id":"returns_refunds","polarity":"-","p":0.65,"evidence":[[0,11]]}],"signals":[],"emotions":[],"expectation":null,"effort":null}');
INSERT INTO "feedback" VALUES(8589934594,2,'37ed0dab5c9df9e3eb0f0bdbfd7f18ece1fee842809df4c39c08975eb9319878','libre#2','2026-03-02T00:00:00',NULL,NULL,'RAS','{}','{}','{"file":"libre.csv","record":2,"line":3,"byte":33}','{"schema_version":1,"lang":"fr","sentiment":{"label":"neu","p":{"neg":0.0,"mix":0.0,"neu":1.0,"pos":0.0}},"touchpoints":[],"signals":[],"emotions":[],"expectation":{"label":"met","p":0.7},"effort":null}');
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "meta" VALUES('batches','2');
INSERT INTO "meta" VALUES('store','5cf415ee569c6fb9e3039fcc7449642b');
CREATE TABLE rejects (
    number INTEGER PRIMARY KEY,
    batch  INTEGER NOT NULL REFERENCES batches (number) ON DELETE CASCADE,
    record INTEGER NOT NULL,
    line   INTEGER NOT NULL,
    byte   INTEGER NOT NULL,
    column TEXT,
    code   TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
INSERT INTO "rejects" VALUES(1,1,3,4,228,'date','E_DATE','date that cannot be read or does not exist');
CREATE INDEX feedback_by_id ON feedback (id, scope);
CREATE INDEX feedback_by_batch ON feedback (batch);
CREATE INDEX rejects_by_batch ON rejects (batch);
COMMIT;
