CREATE TABLE "demo_comparisons" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"demo_session_id" text NOT NULL,
	"seed" integer NOT NULL,
	"prompt_order" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "demo_comparisons_prompt_order" CHECK (prompt_order in ('interleaved', 'blocks'))
);
--> statement-breakpoint
ALTER TABLE "demo_batch_test_runs" ADD COLUMN "role" text;--> statement-breakpoint
ALTER TABLE "demo_batch_test_runs" ADD COLUMN "comparison_id" uuid;--> statement-breakpoint
ALTER TABLE "demo_batch_test_runs" ADD COLUMN "side" integer;--> statement-breakpoint
ALTER TABLE "demo_comparisons" ADD CONSTRAINT "demo_comparisons_demo_session_id_demo_model_configs_session_id_fk" FOREIGN KEY ("demo_session_id") REFERENCES "public"."demo_model_configs"("session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "demo_comparisons_session" ON "demo_comparisons" USING btree ("demo_session_id");--> statement-breakpoint
ALTER TABLE "demo_batch_test_runs" ADD CONSTRAINT "demo_batch_test_runs_comparison_id_demo_comparisons_id_fk" FOREIGN KEY ("comparison_id") REFERENCES "public"."demo_comparisons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "demo_batch_test_runs_comparison" ON "demo_batch_test_runs" USING btree ("comparison_id");