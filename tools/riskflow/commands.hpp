#pragma once
// Every command there is, a table for each noun.  The rows stand in the .cpp file of their noun.

#include <span>
#include <string_view>
#include <vector>

#include "tools/riskflow/command.hpp"
#include "tools/riskflow/parser.hpp"

namespace riskflow::cli {

// What the help says of an argument that is a role group.
inline constexpr std::string_view role_groups =
    "InsiderRiskManagement, or the same with Admins, Analysts, Investigators, Auditors or "
    "Approvers "
    "behind it";

std::span<const Command> alert_commands();
std::span<const Command> audit_commands();
std::span<const Command> case_commands();
std::span<const Command> flow_commands();
std::span<const Command> mail_commands();
std::span<const Command> policy_commands();
std::span<const Command> role_commands();
std::span<const Command> run_commands();
std::span<const Command> settings_commands();
std::span<const Command> single_commands();  // me, query, doctor, version
std::span<const Command> team_commands();
std::span<const Command> token_commands();
std::span<const Command> user_commands();
std::span<const Command> subject_commands();

// The commands that ask, in the order of the help.  What runs a server or reads files here comes
// from host_commands.hpp.
std::vector<Command> asking_commands();

std::span<const Noun> all_nouns();

}  // namespace riskflow::cli
