// riskflow subject ...: what the law gives a person, and what keeps it back.

#include <boost/json.hpp>

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/commands.hpp"

namespace riskflow::cli {

static std::string users_in(const Given& given) {
  const auto names = given.all("user");
  return boost::json::serialize(boost::json::array(names.begin(), names.end()));
}

static Result<http::Request> erase(const Given& given) {
  return post({"erasures"},
              Body().json("users", users_in(given)).text("basis", given.text("--basis")));
}

static Result<http::Request> withdraw(const Given& given) {
  return del({"users", given.text("user"), "erasure"});
}

static Result<http::Request> approve(const Given& given) {
  if (!given.has("--yes"))
    return fail(Errc::invalid,
                "an erasure cannot be undone: say --yes to destroy the keys of these users",
                "--yes");
  return post({"erasures", "approval"}, Body().json("users", users_in(given)));
}

static Result<http::Request> purge(const Given& given) {
  if (!given.has("--yes"))
    return fail(Errc::invalid,
                "a purge cannot be undone: say --yes to drop what was sealed about erased people",
                "--yes");
  return post({"erasures", "purge"}, Body());
}

static Result<http::Request> hold(const Given& given) {
  return post({"users", given.text("user"), "hold"}, Body().text("reason", given.text("--reason")));
}

static Result<http::Request> release(const Given& given) {
  return del({"users", given.text("user"), "hold"});
}

static constexpr auto user = argument("user", "the user's pseudonym or id");
static constexpr Option users{
    "user", {}, "the users' pseudonyms or whole ids", Takes::several, Need::required};
static constexpr std::array user_only{user};
static constexpr std::array erase_options{
    users, needed("--basis", "BASIS",
                  "NoLongerNeeded, ConsentWithdrawn, Objection, UnlawfulProcessing or "
                  "LegalObligation")};
static constexpr std::array approve_options{users, flag("--yes", "it cannot be undone: go on")};
static constexpr std::array purge_options{flag("--yes", "it cannot be undone: go on")};
static constexpr std::array hold_options{user,
                                         needed("--reason", "TEXT", "why the data must be kept")};

static constexpr std::array rows{
    Command{.noun = "subject",
            .verb = "erase",
            .summary = "Ask for the erasure of people; somebody else has to approve it",
            .examples = {"riskflow subject erase AnonIS8-988 --basis NoLongerNeeded",
                         "riskflow subject erase AnonIS8-988 AnonIS8-989 --basis Objection",
                         "riskflow subject approve AnonIS8-988 --yes"},
            .options = erase_options,
            .ask = erase,
            .show = {.done = "asked for; another person must approve it"}},
    Command{.noun = "subject",
            .verb = "approve",
            .summary = "Approve erasures: the people's keys are destroyed, for good",
            .examples = {"riskflow subject approve AnonIS8-988 --yes",
                         "riskflow subject approve AnonIS8-988 AnonIS8-989 --yes -o json",
                         "riskflow query users --filter \"pseudonym eq 'AnonIS8-988'\""},
            .options = approve_options,
            .ask = approve,
            .show = {.done = "they are erased"}},
    Command{.noun = "subject",
            .verb = "purge",
            .summary = "Drop from the disk what was sealed about erased people",
            .examples = {"riskflow subject purge --yes", "riskflow subject purge --yes -o json",
                         "riskflow doctor --scrub"},
            .options = purge_options,
            .ask = purge},
    Command{.noun = "subject",
            .verb = "withdraw",
            .summary = "Withdraw an erasure that nobody has approved yet",
            .examples = {"riskflow subject withdraw AnonIS8-988",
                         "riskflow subject withdraw AnonIS8-988 -o json",
                         "riskflow audit list --filter \"category eq 'Privacy'\""},
            .options = user_only,
            .ask = withdraw,
            .show = {.done = "the erasure is withdrawn"}},
    Command{.noun = "subject",
            .verb = "hold",
            .summary = "Place a legal hold: the person cannot be erased until it is released",
            .examples = {"riskflow subject hold AnonIS8-988 --reason \"Litigation 2026-17\"",
                         "riskflow subject release AnonIS8-988", "riskflow user show AnonIS8-988"},
            .options = hold_options,
            .ask = hold,
            .show = {.done = "the legal hold is placed"}},
    Command{.noun = "subject",
            .verb = "release",
            .summary = "Release a legal hold",
            .examples = {"riskflow subject release AnonIS8-988",
                         "riskflow subject release AnonIS8-988 -o json",
                         "riskflow user show AnonIS8-988"},
            .options = user_only,
            .ask = release,
            .show = {.done = "the legal hold is released"}},
};

std::span<const Command> subject_commands() { return rows; }

}  // namespace riskflow::cli
