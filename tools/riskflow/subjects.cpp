// riskflow subject ...: what the law gives a person, and what keeps it back.

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/commands.hpp"

namespace riskflow::cli {

static Result<http::Request> erase(const Given& given) {
  return post({"users", given.text("user"), "erasure"},
              Body().text("basis", given.text("--basis")));
}

static Result<http::Request> withdraw(const Given& given) {
  return del({"users", given.text("user"), "erasure"});
}

static Result<http::Request> approve(const Given& given) {
  if (!given.has("--yes"))
    return fail(Errc::invalid,
                "an erasure cannot be undone: say --yes to destroy the keys of this user", "--yes");
  return post({"users", given.text("user"), "erasure", "approval"}, Body());
}

static Result<http::Request> hold(const Given& given) {
  return post({"users", given.text("user"), "hold"}, Body().text("reason", given.text("--reason")));
}

static Result<http::Request> release(const Given& given) {
  return del({"users", given.text("user"), "hold"});
}

static constexpr auto user = argument("user", "the user's pseudonym or id");
static constexpr std::array user_only{user};
static constexpr std::array erase_options{
    user, needed("--basis", "BASIS",
                 "NoLongerNeeded, ConsentWithdrawn, Objection, UnlawfulProcessing or "
                 "LegalObligation")};
static constexpr std::array approve_options{user, flag("--yes", "it cannot be undone: go on")};
static constexpr std::array hold_options{user,
                                         needed("--reason", "TEXT", "why the data must be kept")};

static constexpr std::array rows{
    Command{.noun = "subject",
            .verb = "erase",
            .summary = "Ask for the erasure of a person; somebody else has to approve it",
            .examples = {"riskflow subject erase AnonIS8-988 --basis NoLongerNeeded",
                         "riskflow subject erase AnonIS8-988 --basis Objection -o json",
                         "riskflow subject approve AnonIS8-988 --yes"},
            .options = erase_options,
            .ask = erase,
            .show = {.done = "asked for; another person must approve it"}},
    Command{.noun = "subject",
            .verb = "approve",
            .summary = "Approve an erasure: the person's keys are destroyed, for good",
            .examples = {"riskflow subject approve AnonIS8-988 --yes",
                         "riskflow subject approve AnonIS8-988 --yes -o json",
                         "riskflow query users --filter \"pseudonym eq 'AnonIS8-988'\""},
            .options = approve_options,
            .ask = approve,
            .show = {.done = "the person is erased"}},
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
