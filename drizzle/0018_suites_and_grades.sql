CREATE TABLE "demo_replaced_grades" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"result_id" uuid NOT NULL,
	"grade" jsonb NOT NULL,
	"replaced_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "demo_suite_editions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"demo_session_id" text,
	"suite_id" uuid,
	"version" integer NOT NULL,
	"prompt_count" integer NOT NULL,
	"bytes" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "demo_suite_editions_version" UNIQUE("suite_id","version")
);
--> statement-breakpoint
CREATE TABLE "demo_suite_prompts" (
	"edition_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"prompt" jsonb NOT NULL,
	"alignment_key" text NOT NULL,
	CONSTRAINT "demo_suite_prompts_edition_id_position_pk" PRIMARY KEY("edition_id","position")
);
--> statement-breakpoint
ALTER TABLE "demo_test_suites" ALTER COLUMN "task_domain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_test_suites" ALTER COLUMN "difficulty" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD COLUMN "grade" jsonb;--> statement-breakpoint
ALTER TABLE "demo_batch_test_results" ADD COLUMN "overrule" jsonb;--> statement-breakpoint
ALTER TABLE "demo_batch_test_runs" ADD COLUMN "suite_edition_id" uuid;--> statement-breakpoint
ALTER TABLE "demo_batch_test_runs" ADD COLUMN "prompt_positions" jsonb;--> statement-breakpoint
ALTER TABLE "demo_test_suites" ADD COLUMN "demo_session_id" text;--> statement-breakpoint
ALTER TABLE "demo_test_suites" ADD COLUMN "kind" text DEFAULT 'curated' NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_test_suites" ADD COLUMN "created_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_replaced_grades" ADD CONSTRAINT "demo_replaced_grades_result_id_demo_batch_test_results_id_fk" FOREIGN KEY ("result_id") REFERENCES "public"."demo_batch_test_results"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "demo_suite_editions" ADD CONSTRAINT "demo_suite_editions_demo_session_id_demo_model_configs_session_id_fk" FOREIGN KEY ("demo_session_id") REFERENCES "public"."demo_model_configs"("session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "demo_suite_editions" ADD CONSTRAINT "demo_suite_editions_suite_id_demo_test_suites_id_fk" FOREIGN KEY ("suite_id") REFERENCES "public"."demo_test_suites"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "demo_suite_prompts" ADD CONSTRAINT "demo_suite_prompts_edition_id_demo_suite_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."demo_suite_editions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "demo_replaced_grades_result" ON "demo_replaced_grades" USING btree ("result_id");--> statement-breakpoint
CREATE INDEX "demo_suite_editions_session" ON "demo_suite_editions" USING btree ("demo_session_id");--> statement-breakpoint
ALTER TABLE "demo_batch_test_runs" ADD CONSTRAINT "demo_batch_test_runs_suite_edition_id_demo_suite_editions_id_fk" FOREIGN KEY ("suite_edition_id") REFERENCES "public"."demo_suite_editions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "demo_test_suites" ADD CONSTRAINT "demo_test_suites_demo_session_id_demo_model_configs_session_id_fk" FOREIGN KEY ("demo_session_id") REFERENCES "public"."demo_model_configs"("session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "demo_batch_test_runs_edition" ON "demo_batch_test_runs" USING btree ("suite_edition_id");--> statement-breakpoint
CREATE INDEX "demo_test_suites_session" ON "demo_test_suites" USING btree ("demo_session_id");--> statement-breakpoint
ALTER TABLE "demo_test_suites" ADD CONSTRAINT "demo_test_suites_kind" CHECK (kind in ('curated', 'pooled', 'refusals', 'own'));