CREATE TABLE "demo_ended_sessions" (
	"session_id" text PRIMARY KEY NOT NULL,
	"expired_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "demo_ended_sessions_expiry" ON "demo_ended_sessions" USING btree ("expired_at");