CREATE TABLE "demo_connection_tests" (
	"demo_session_id" text PRIMARY KEY NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"status" text DEFAULT 'waiting' NOT NULL,
	"has_begun_anew" boolean DEFAULT false NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"leased_until" timestamp with time zone NOT NULL,
	CONSTRAINT "demo_connection_tests_status" CHECK (status in ('waiting', 'answered', 'ended', 'stopped'))
);
--> statement-breakpoint
ALTER TABLE "demo_connection_tests" ADD CONSTRAINT "demo_connection_tests_demo_session_id_demo_model_configs_session_id_fk" FOREIGN KEY ("demo_session_id") REFERENCES "public"."demo_model_configs"("session_id") ON DELETE cascade ON UPDATE no action;