CREATE TABLE "demo_tests_of_connections" (
	"connection_id" uuid PRIMARY KEY NOT NULL,
	"demo_session_id" text NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"status" text DEFAULT 'waiting' NOT NULL,
	"has_begun_anew" boolean DEFAULT false NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"leased_until" timestamp with time zone NOT NULL,
	CONSTRAINT "demo_tests_of_connections_status" CHECK (status in ('waiting', 'answered', 'ended', 'stopped'))
);
--> statement-breakpoint
CREATE TABLE "demo_connections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"demo_session_id" text NOT NULL,
	"role" text DEFAULT 'candidate' NOT NULL,
	"endpoint_url" text NOT NULL,
	"api_key_encrypted" text NOT NULL,
	"headers_encrypted" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"encryption_key_id" text NOT NULL,
	"model_id" text NOT NULL,
	"model_name" text,
	"extra_body" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"connected_at" timestamp with time zone DEFAULT now() NOT NULL,
	"connection_tested" boolean DEFAULT false NOT NULL,
	"connection_latency_ms" integer,
	"connection_ttft_ms" integer,
	"last_error" text,
	"alternative_urls" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"adaptations" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"connection_report" jsonb,
	CONSTRAINT "demo_connections_role" CHECK (role in ('baseline', 'candidate'))
);
--> statement-breakpoint
ALTER TABLE "demo_batch_test_runs" ADD COLUMN "connection_id" uuid;--> statement-breakpoint
ALTER TABLE "demo_batch_test_runs" ADD COLUMN "endpoint_url" text;--> statement-breakpoint
ALTER TABLE "demo_model_configs" ADD COLUMN "connection_id" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_model_configs" ADD COLUMN "role" text DEFAULT 'candidate' NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_model_configs" ADD COLUMN "connected_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "demo_tests_of_connections" ADD CONSTRAINT "demo_tests_of_connections_demo_session_id_demo_model_configs_session_id_fk" FOREIGN KEY ("demo_session_id") REFERENCES "public"."demo_model_configs"("session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "demo_connections" ADD CONSTRAINT "demo_connections_demo_session_id_demo_model_configs_session_id_fk" FOREIGN KEY ("demo_session_id") REFERENCES "public"."demo_model_configs"("session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "demo_tests_of_connections_session" ON "demo_tests_of_connections" USING btree ("demo_session_id");--> statement-breakpoint
CREATE INDEX "demo_connections_session" ON "demo_connections" USING btree ("demo_session_id");