// An effect that does not succeed: how often it is tried, when, and what a restart changes.

#include <atomic>

#include <gtest/gtest.h>

#include "runtime/engine/engine.hpp"
#include "tests/runtime/app/office.hpp"
#include "tests/runtime/mail/scripted_server.hpp"

namespace riskflow::runtime {

// Takes whole mails, and never says whether it delivered them.
class SilentSender final : public mail::MailSender {
 public:
  explicit SilentSender(std::atomic<int>& mails) : mails_(mails) {}
  Result<mail::Delivered> send(BytesView, std::string_view, std::span<const std::string>,
                               const mail::Committing& before_final_dot) override {
    ++mails_;
    if (auto ok = before_final_dot(); !ok) return fail(ok.error());
    return fail(Errc::unavailable, "no answer", "", {{"delivery", "unknown"}, {"retry", "no"}});
  }

 private:
  std::atomic<int>& mails_;
};

TEST(AnEffect, WaitsBeforeItSendsAMailAgainThatMayHaveArrived) {
  std::atomic<int> mails = 0;
  Office office;
  office.open_case();
  ASSERT_TRUE(office.app().begin());
  office.app().parts().mail.lead_to(std::make_unique<SilentSender>(mails));
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  office.start_run();
  office.app().wait_until_idle();
  EXPECT_EQ(1, mails);
  office.close();
}

static const auto allowed_attempts = EngineConfig{}.retry_delays.size() + 1;

TEST(AnEffect, CountsTheDeliveriesOnRecordWhenTheProcessIsANewOne) {
  Office office;
  office.open_case();
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  const auto run = office.start_run();
  for (std::size_t attempt = 1; attempt <= allowed_attempts; ++attempt) {
    office.clock.at += std::chrono::minutes{1};
    const auto history = office.get("/v1.0/runs/" + run);
    EXPECT_NE(std::string::npos, history.find("\"status\":\"Running\"")) << attempt << history;
    // Takes the whole mail, and leaves open whether it was delivered.
    mail::ScriptedServer server{
        {.greeting = "220 scripted", .replies = {{".", mail::Script::hang_up}}}};
    office.reopen();
    auto& config = office.app().parts().config;
    config.mail_host = "127.0.0.1";
    config.mail_port = server.port();
    config.mail_security = "none";
    ASSERT_TRUE(office.app().begin());
    office.app().wait_until_idle();
  }
  const auto history = office.get("/v1.0/runs/" + run);
  EXPECT_NE(std::string::npos, history.find("\"status\":\"Failed\"")) << history;
}

// A new process takes up the run with this way to send mails, goes as far as it can now, and ends.
static void go_on(Office& office, const std::string& run,
                  std::unique_ptr<mail::MailSender> sender) {
  office.reopen();
  auto& parts = office.app().parts();
  parts.mail.lead_to(std::move(sender));
  parts.engine->start();
  parts.engine->take(*id_from_text<RunId>(run, "run"));
  office.app().wait_until_idle();
  parts.engine->stop();
}

// Takes the whole mail, and the process is cut off from its log before it can say more.
class LastSender final : public mail::MailSender {
 public:
  explicit LastSender(Office& office) : office_(office) {}
  Result<mail::Delivered> send(BytesView, std::string_view, std::span<const std::string>,
                               const mail::Committing& before_final_dot) override {
    if (auto ok = before_final_dot(); !ok) return fail(ok.error());
    office_.app().parts().log->close();
    return mail::Delivered{250, "2.0.0"};
  }

 private:
  Office& office_;
};

TEST(AnEffect, SendsNoMailOnceTheDeliveriesOnRecordAreUsedUp) {
  std::atomic<int> mails = 0;
  Office office;
  office.open_case();
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  const auto run = office.start_run();
  for (std::size_t attempt = 1; attempt <= allowed_attempts; ++attempt) {
    go_on(office, run, std::make_unique<LastSender>(office));
    office.clock.at += std::chrono::minutes{1};
  }
  go_on(office, run, std::make_unique<SilentSender>(mails));
  EXPECT_EQ(0, mails);
  const auto history = office.get("/v1.0/runs/" + run);
  EXPECT_NE(std::string::npos, history.find("\"status\":\"Failed\"")) << history;
  EXPECT_NE(std::string::npos, history.find("handed over 5 times")) << history;
  EXPECT_NE(std::string::npos, history.find("may or may not have arrived")) << history;
}

TEST(AnEffect, WaitsInANewProcessForWhatIsLeftOfTheDelay) {
  std::atomic<int> mails = 0;
  Office office;
  office.open_case();
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  const auto run = office.start_run();
  const auto delays = EngineConfig{}.retry_delays;
  for (std::size_t deliveries = 0; deliveries < delays.size(); ++deliveries) {
    const auto sent = static_cast<int>(deliveries) + 1;
    go_on(office, run, std::make_unique<SilentSender>(mails));
    EXPECT_EQ(sent, mails);
    office.clock.at += delays[deliveries] - std::chrono::milliseconds{1};
    go_on(office, run, std::make_unique<SilentSender>(mails));
    EXPECT_EQ(sent, mails) << "a moment before the delay is over";
    office.clock.at += std::chrono::milliseconds{1};
  }
}

// Cannot reach its server.
class LostSender final : public mail::MailSender {
 public:
  Result<mail::Delivered> send(BytesView, std::string_view, std::span<const std::string>,
                               const mail::Committing&) override {
    return fail(Errc::unavailable, "no server", "", {{"delivery", "not_sent"}, {"retry", "yes"}});
  }
};

TEST(AnEffect, IsGivenUpAfterAsManyAttemptsThatLeftNothingOnRecord) {
  Office office;
  office.open_case();
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  const auto run = office.start_run();
  auto& parts = office.app().parts();
  parts.mail.lead_to(std::make_unique<LostSender>());
  const auto delays = EngineConfig{}.retry_delays;
  Turns turns({*parts.lens, *parts.identities, parts.mail, parts.config.mail_from}, delays);
  const auto id = *id_from_text<RunId>(run, "run");
  auto turn = turns.take(id, 0);
  while (turn && turn->next == Next::go_on) turn = turns.take(id, 0);
  for (std::size_t attempt = 1; attempt <= delays.size(); ++attempt) {
    ASSERT_TRUE(turn && turn->again) << attempt;
    EXPECT_EQ(attempt, turn->again->broken_off);
    EXPECT_EQ(delays[attempt - 1], turn->again->in);
    turn = turns.take(id, turn->again->broken_off);
  }
  ASSERT_TRUE(turn);
  EXPECT_EQ(Next::go_on, turn->next) << "the step is settled";
  EXPECT_NE(std::string::npos, office.get("/v1.0/runs/" + run).find("no server"));
}

TEST(AQueueOfRuns, KeepsTheBrokenOffAttemptsOfARunThatIsAddedMeanwhile) {
  const RunId run{{1}};
  RunQueue queue;
  queue.add(run);
  ASSERT_EQ(0U, queue.next()->broken_off);
  queue.add(run);
  queue.done_with(run, Again{std::chrono::milliseconds{0}, 3});
  queue.add(run);
  EXPECT_EQ(3U, queue.next()->broken_off);
  queue.done_with(run, {});
  queue.add(run);
  EXPECT_EQ(0U, queue.next()->broken_off);
}

}  // namespace riskflow::runtime
