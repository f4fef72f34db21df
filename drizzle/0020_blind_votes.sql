CREATE TABLE "demo_blind_vote_choices" (
	"blind_vote_id" uuid NOT NULL,
	"place" integer NOT NULL,
	"choice" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "demo_blind_vote_choices_blind_vote_id_place_pk" PRIMARY KEY("blind_vote_id","place"),
	CONSTRAINT "demo_blind_vote_choices_choice" CHECK (choice in ('left', 'tie', 'both_bad', 'right'))
);
--> statement-breakpoint
CREATE TABLE "demo_blind_votes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"demo_session_id" text NOT NULL,
	"candidate_run_id" uuid NOT NULL,
	"baseline_run_id" uuid NOT NULL,
	"seed" integer NOT NULL,
	"places" jsonb NOT NULL,
	"target" integer NOT NULL,
	"identical" integer NOT NULL,
	"unanswered" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "demo_blind_vote_choices" ADD CONSTRAINT "demo_blind_vote_choices_blind_vote_id_demo_blind_votes_id_fk" FOREIGN KEY ("blind_vote_id") REFERENCES "public"."demo_blind_votes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "demo_blind_votes" ADD CONSTRAINT "demo_blind_votes_demo_session_id_demo_model_configs_session_id_fk" FOREIGN KEY ("demo_session_id") REFERENCES "public"."demo_model_configs"("session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "demo_blind_votes" ADD CONSTRAINT "demo_blind_votes_candidate_run_id_demo_batch_test_runs_id_fk" FOREIGN KEY ("candidate_run_id") REFERENCES "public"."demo_batch_test_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "demo_blind_votes" ADD CONSTRAINT "demo_blind_votes_baseline_run_id_demo_batch_test_runs_id_fk" FOREIGN KEY ("baseline_run_id") REFERENCES "public"."demo_batch_test_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "demo_blind_votes_session" ON "demo_blind_votes" USING btree ("demo_session_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "demo_blind_votes_candidate" ON "demo_blind_votes" USING btree ("candidate_run_id");--> statement-breakpoint
CREATE INDEX "demo_blind_votes_baseline" ON "demo_blind_votes" USING btree ("baseline_run_id");