// Problem bodies, and the way back to the Error.

#include "runtime/http/problem.hpp"

#include <gtest/gtest.h>

#include "runtime/http/json_body.hpp"

namespace riskflow::http {
namespace {

const Occasion occasion{"0123456789abcdef0123456789abcdef", "/v1.0/cases/7",
                        instant_from_text("2026-01-12T08:30:00Z").value()};

Error sample(Errc code) {
  return {code, "what is \"wrong\"\nand how to mend it", "name", {{"actual_version", "7"}}};
}

// The contract of statuses and exit codes, written down a second time on purpose.
struct Row {
  Errc code;
  unsigned status;
  int exit;
};
constexpr Row rows[] = {
    {Errc::invalid, 400, 2},   {Errc::unauthenticated, 401, 4}, {Errc::forbidden, 403, 5},
    {Errc::not_found, 404, 6}, {Errc::conflict, 409, 7},        {Errc::rejected, 422, 7},
    {Errc::too_large, 413, 1}, {Errc::expired, 410, 1},         {Errc::erased, 451, 1},
    {Errc::corrupt, 500, 3},   {Errc::unavailable, 503, 8},     {Errc::internal, 500, 1},
};

TEST(Problem, EachCodeHasItsStatusAndExitCode) {
  ASSERT_EQ(std::size(rows), failures.size());
  for (const auto& row : rows) {
    EXPECT_EQ(to_number(failure_of(row.code).status), row.status) << to_text(row.code);
    EXPECT_EQ(static_cast<int>(failure_of(row.code).exit), row.exit) << to_text(row.code);
  }
}

TEST(Problem, EachBodyHasTheFieldsOfBothDialects) {
  for (const auto& row : rows) {
    SCOPED_TRACE(to_text(row.code));
    const auto response = problem(sample(row.code), occasion);
    EXPECT_EQ(to_number(response.status), row.status);
    EXPECT_EQ(response.content_type, "application/problem+json");
    const auto body = read_json_object(response.body);
    ASSERT_TRUE(body);
    EXPECT_TRUE(body->only({"type", "title", "status", "detail", "instance", "error"}));
    EXPECT_EQ(body->whole_number("status").value(), row.status);
    EXPECT_EQ(body->text("title").value(), failure_of(row.code).title);
    EXPECT_EQ(body->text("detail").value(), sample(row.code).message);
    EXPECT_EQ(body->text("instance").value(), "/v1.0/cases/7");
    const auto graph = body->object("error").value();
    EXPECT_TRUE(graph.only({"code", "message", "target", "details", "innererror"}));
    EXPECT_EQ(graph.text("code").value(), failure_of(row.code).word);
    EXPECT_EQ(graph.text("target").value(), "name");
    EXPECT_EQ(graph.objects("details").value().at(0).text("code").value(), "actual_version");
    const auto inner = graph.object("innererror").value();
    EXPECT_EQ(inner.text("code").value(), to_text(row.code));
    EXPECT_EQ(inner.text("requestId").value(), occasion.request_id);
    EXPECT_EQ(inner.text("date").value(), "2026-01-12T08:30:00Z");
  }
}

TEST(Problem, TheClientMakesTheVerySameErrorOfIt) {
  for (const auto& row : rows) {
    const auto response = problem(sample(row.code), occasion);
    EXPECT_EQ(error_from_problem(response.status, response.body), sample(row.code))
        << to_text(row.code);
  }
}

TEST(Problem, AStatusOfItsOwnKeepsTheErrorsCode) {
  const auto stale = problem(HttpStatus::precondition_failed, sample(Errc::conflict), occasion);
  EXPECT_EQ(to_number(stale.status), 412u);
  const auto body = read_json_object(stale.body).value();
  EXPECT_EQ(body.text("title").value(), "Precondition Failed");
  EXPECT_EQ(body.object("error").value().text("code").value(), "preconditionFailed");
  EXPECT_EQ(error_from_problem(stale.status, stale.body), sample(Errc::conflict));
}

TEST(Problem, AdviceStandsInTheHeaders) {
  EXPECT_EQ(problem(sample(Errc::unavailable), occasion).headers.find("Retry-After"), "1");
  EXPECT_FALSE(problem(sample(Errc::conflict), occasion).headers.find("Retry-After"));
  EXPECT_EQ(problem(sample(Errc::unauthenticated), occasion).headers.find("WWW-Authenticate"),
            "Bearer");
}

TEST(Problem, AForeignAnswerIsJudgedByItsStatus) {
  const std::pair<unsigned, Errc> by_status[] = {
      {400, Errc::invalid},     {401, Errc::unauthenticated}, {404, Errc::not_found},
      {405, Errc::invalid},     {412, Errc::conflict},        {429, Errc::unavailable},
      {500, Errc::internal},    {502, Errc::unavailable},     {503, Errc::unavailable},
      {504, Errc::unavailable}, {451, Errc::erased},          {418, Errc::invalid},
  };
  for (const auto& [status, code] : by_status)
    for (const auto* body : {"", "<html>", "[]", "{}", R"({"error":"x"})", R"({"error":null})"}) {
      const auto error = error_from_problem(static_cast<HttpStatus>(status), body);
      EXPECT_EQ(error.code, code) << status << ' ' << body;
      EXPECT_FALSE(error.message.empty());
    }
}

TEST(Problem, ACodeOfANewerServerIsJudgedByTheStatus) {
  const auto error = error_from_problem(
      HttpStatus::conflict,
      R"({"error":{"code":"x","message":"m","details":[{"code":"a"},7],"innererror":{"code":"locked"}}})");
  EXPECT_EQ(error, (Error{Errc::conflict, "m", "", {{"a", ""}}}));
}

}  // namespace
}  // namespace riskflow::http
