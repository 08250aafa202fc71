CREATE TABLE dataset (
	id INTEGER NOT NULL,
	region VARCHAR NOT NULL,
	origin VARCHAR(9) NOT NULL,
	as_of DATE NOT NULL,
	seed INTEGER,
	PRIMARY KEY (id),
	CONSTRAINT ck_dataset_single CHECK (id = 1),
	CONSTRAINT ck_dataset_origin CHECK (origin IN ('SYNTHETIC', 'IMPORTED', 'EMPTY'))
);
CREATE TABLE municipality (
	code VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	land_ha INTEGER NOT NULL,
	urbanity INTEGER NOT NULL,
	households INTEGER NOT NULL,
	PRIMARY KEY (code),
	CONSTRAINT ck_municipality_urbanity CHECK (urbanity BETWEEN 1 AND 5),
	CONSTRAINT ck_municipality_size CHECK (land_ha > 0 AND households > 0)
);
CREATE TABLE run (
	id VARCHAR NOT NULL,
	turn INTEGER NOT NULL,
	question VARCHAR NOT NULL,
	model_version VARCHAR NOT NULL,
	data_version VARCHAR NOT NULL,
	state VARCHAR(9) NOT NULL,
	replications INTEGER NOT NULL,
	block_size INTEGER NOT NULL,
	asked_at DATETIME NOT NULL,
	resumed_at DATETIME,
	blocks_before INTEGER NOT NULL,
	ended_at DATETIME,
	failure VARCHAR,
	digest VARCHAR,
	PRIMARY KEY (id),
	CONSTRAINT ck_run_size CHECK (replications >= 1 AND block_size >= 1),
	UNIQUE (turn),
	CONSTRAINT ck_run_runstate CHECK (state IN ('QUEUED', 'RUNNING', 'CANCELING', 'SUCCEEDED', 'FAILED', 'CANCELED'))
);
CREATE INDEX ix_run_state_turn ON run (state, turn);
CREATE TABLE stamp (
	id INTEGER NOT NULL,
	mark VARCHAR NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT ck_stamp_single CHECK (id = 1)
);
CREATE TABLE action (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	municipality_code VARCHAR NOT NULL,
	type VARCHAR(14) NOT NULL,
	started_at DATETIME NOT NULL,
	ended_at DATETIME,
	alerted INTEGER NOT NULL,
	reactions INTEGER NOT NULL,
	outcome VARCHAR(8),
	CONSTRAINT ck_action_ending CHECK ((ended_at IS NULL) = (outcome IS NULL)),
	CONSTRAINT ck_action_order CHECK (ended_at >= started_at),
	CONSTRAINT ck_action_counts CHECK (alerted >= 0 AND reactions >= 0),
	FOREIGN KEY(municipality_code) REFERENCES municipality (code),
	CONSTRAINT ck_action_actiontype CHECK (type IN ('MISSING_PERSON', 'ROBBERY', 'THEFT', 'OTHER')),
	CONSTRAINT ck_action_outcome CHECK (outcome IN ('DIRECT', 'INDIRECT', 'NONE'))
);
CREATE INDEX ix_action_municipality_code_started_at ON action (municipality_code, started_at);
CREATE TABLE block (
	run_id VARCHAR NOT NULL,
	number INTEGER NOT NULL,
	digest VARCHAR NOT NULL,
	result BLOB NOT NULL,
	PRIMARY KEY (run_id, number),
	CONSTRAINT ck_block_number CHECK (number >= 0),
	FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE CASCADE
);
CREATE TABLE inhabitants (
	municipality_code VARCHAR NOT NULL,
	year INTEGER NOT NULL,
	age_group VARCHAR(13) NOT NULL,
	count INTEGER NOT NULL,
	PRIMARY KEY (municipality_code, year, age_group),
	CONSTRAINT ck_inhabitants_count CHECK ("count" >= 0),
	FOREIGN KEY(municipality_code) REFERENCES municipality (code),
	CONSTRAINT ck_inhabitants_agegroup CHECK (age_group IN ('ALL', 'FROM_0_TO_14', 'FROM_15_TO_24', 'FROM_25_TO_44', 'FROM_45_TO_64', 'FROM_65'))
);
CREATE TABLE participant (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	municipality_code VARCHAR NOT NULL,
	channel VARCHAR(5) NOT NULL,
	birth_year INTEGER NOT NULL,
	registered_on DATE NOT NULL,
	left_on DATE,
	left_because VARCHAR(14),
	on_hold_since DATE,
	CONSTRAINT ck_participant_leaving CHECK ((left_on IS NULL) = (left_because IS NULL)),
	CONSTRAINT ck_participant_order CHECK (left_on >= registered_on),
	CONSTRAINT ck_participant_hold_order CHECK (on_hold_since >= registered_on),
	CONSTRAINT ck_participant_minimum_age CHECK (CAST(strftime('%Y', registered_on) AS INTEGER) - birth_year >= 16),
	FOREIGN KEY(municipality_code) REFERENCES municipality (code),
	CONSTRAINT ck_participant_channel CHECK (channel IN ('SMS', 'VOICE', 'EMAIL')),
	CONSTRAINT ck_participant_leavingreason CHECK (left_because IN ('DEATH', 'MOVED', 'NUMBER_CHANGED', 'OPTED_OUT', 'REMOVED'))
);
CREATE INDEX ix_participant_municipality_code_birth_year_registered_on_left_on_on_hold_since_channel ON participant (municipality_code, birth_year, registered_on, left_on, on_hold_since, channel);
CREATE TRIGGER stamp_dataset_insert AFTER insert ON dataset BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END;
CREATE TRIGGER stamp_dataset_update AFTER update ON dataset BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END;
CREATE TRIGGER stamp_dataset_delete AFTER delete ON dataset BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END;
CREATE TRIGGER stamp_municipality_insert AFTER insert ON municipality BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END;
CREATE TRIGGER stamp_municipality_update AFTER update ON municipality BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END;
CREATE TRIGGER stamp_municipality_delete AFTER delete ON municipality BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END;
CREATE TRIGGER stamp_inhabitants_insert AFTER insert ON inhabitants BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END;
CREATE TRIGGER stamp_inhabitants_update AFTER update ON inhabitants BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END;
CREATE TRIGGER stamp_inhabitants_delete AFTER delete ON inhabitants BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END;
CREATE TRIGGER stamp_participant_insert AFTER insert ON participant BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END;
CREATE TRIGGER stamp_participant_update AFTER update ON participant BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END;
CREATE TRIGGER stamp_participant_delete AFTER delete ON participant BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END;
CREATE TRIGGER stamp_action_insert AFTER insert ON action BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END;
CREATE TRIGGER stamp_action_update AFTER update ON action BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END;
CREATE TRIGGER stamp_action_delete AFTER delete ON action BEGIN UPDATE stamp SET mark = lower(hex(randomblob(8))); END;