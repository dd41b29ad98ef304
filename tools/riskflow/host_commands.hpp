#pragma once
// The commands that work in this process: serve, import, sample; and the channel to a closed
// folder.

#include <span>

#include "tools/riskflow/command.hpp"
#include "tools/riskflow/session.hpp"

namespace riskflow::cli {

std::span<const Command> serve_commands();
std::span<const Command> import_commands();
std::span<const Command> sample_commands();
std::span<const Command> safekeeping_commands();  // backup, restore, keys
std::span<const Command> expression_commands();
std::span<const Command> lint_commands();
std::span<const Command> convert_commands();
std::span<const Command> simulate_commands();

// To a server or to a folder, as the door says.
Result<std::unique_ptr<Channel>> open_channel(const Door& door, Folder folder, const World& world);

}  // namespace riskflow::cli
