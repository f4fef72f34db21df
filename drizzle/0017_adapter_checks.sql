CREATE TABLE "demo_adapter_checks" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"demo_session_id" text NOT NULL,
	"candidate_connection_id" uuid NOT NULL,
	"baseline_connection_id" uuid NOT NULL,
	"candidate_model_id" text NOT NULL,
	"baseline_model_id" text NOT NULL,
	"status" text DEFAULT 'running' NOT NULL,
	"leased_until" timestamp with time zone NOT NULL,
	"claim" integer DEFAULT 1 NOT NULL,
	"calls" integer DEFAULT 0 NOT NULL,
	"outcome" text,
	"failure" jsonb,
	"server_kind" text,
	"prompts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "demo_adapter_checks_status" CHECK (status in ('running', 'ended', 'stopped')),
	CONSTRAINT "demo_adapter_checks_outcome" CHECK (outcome in ('identical', 'different', 'cannot_tell', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "demo_adapter_checks" ADD CONSTRAINT "demo_adapter_checks_demo_session_id_demo_model_configs_session_id_fk" FOREIGN KEY ("demo_session_id") REFERENCES "public"."demo_model_configs"("session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "demo_adapter_checks_session" ON "demo_adapter_checks" USING btree ("demo_session_id","started_at" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "demo_adapter_checks_one_running" ON "demo_adapter_checks" USING btree ("candidate_connection_id","baseline_connection_id") WHERE status = 'running';