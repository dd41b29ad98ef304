#include "tools/riskflow/commands.hpp"

namespace riskflow::cli {

static constexpr std::array nouns{
    Noun{"alert", "Alerts: list, show, confirm, dismiss"},
    Noun{"case", "Cases: list, show, note, resolve, contributors"},
    Noun{"user", "Users and the scope of policies"},
    Noun{"policy", "Policies: what is watched for"},
    Noun{"flow", "Flows: make, turn on, share"},
    Noun{"run", "Runs of flows: start, follow, look back"},
    Noun{"expression", "Expressions of the workflow language, tried out"},
    Noun{"audit", "The audit log: who did what, replay, export"},
    Noun{"backup", "Backups: make one of the running log, list, verify"},
    Noun{"keys", "Keys of persons: the root in escrow, and back"},
    Noun{"settings", "What the organisation has decided"},
    Noun{"role", "Role groups: who may do what"},
    Noun{"team", "Teams of operators"},
    Noun{"token", "Tokens to sign in with"},
    Noun{"mail", "What the local mail catcher caught"},
};

std::span<const Noun> all_nouns() { return nouns; }

std::vector<Command> asking_commands() {
  std::vector<Command> all;
  for (const auto rows :
       {alert_commands(), case_commands(), user_commands(), subject_commands(), policy_commands(),
        flow_commands(), run_commands(), audit_commands(), settings_commands(), role_commands(),
        team_commands(), token_commands(), mail_commands(), single_commands()})
    all.insert(all.end(), rows.begin(), rows.end());
  return all;
}

}  // namespace riskflow::cli
