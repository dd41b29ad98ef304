#pragma once
// The configuration: one struct, its defaults in it.  Flag over RISKFLOW_* variable over
// riskflow.toml over default; an unknown key is an error.  What changes a verdict or what people
// may do is an event (settings), not configuration.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "domain/core/result.hpp"

namespace riskflow::runtime {

struct Config {
  std::filesystem::path data = "data";  // the data folder: log, views, keys; one process at a time
  std::string address = "127.0.0.1";    // loopback, until somebody decides otherwise
  std::uint16_t port = 7070;            // 0: any free one
  std::string organisation =
      "default";                   // keeps apart alerts of the same number from two organisations
  std::string log_level = "info";  // debug, info, warn, error
  std::string log_file;            // empty: stderr

  // synced: what is acknowledged is on the disk.  strict: besides, a ledger beside the log holds
  // how far, so that a damaged end is told from a lost one; one more flush for each group of
  // commits.
  std::string durability = "synced";
  std::uint16_t free_space_min_mb =
      256;  // of the data folder's disk: below it only reading goes on

  std::string mail_host;  // empty: the local catcher
  std::uint16_t mail_port = 587;
  std::string mail_security = "starttls";  // starttls, tls, none
  std::string mail_username;               // empty: no AUTH
  std::string mail_password_file;          // the secret itself never stands in the file
  std::string mail_ca_file;                // empty: the system's
  std::string mail_from = "riskflow@localhost";
  std::uint16_t catcher_port = 2525;  // of the local catcher, on loopback; 0: any free one

  std::string unlock_key_file;     // empty: unlock.key in the data folder, made at the first start
  std::string unlock_key_command;  // gives the key instead: a program and its arguments, no shell

  // Where checkpoints go besides, off the box: a program that reads them, a URL they are posted to.
  std::string checkpoint_command;
  std::string checkpoint_url;

  std::string backup_folder;       // where the server may put backups; empty: nowhere
  std::string escrow_folder;       // where the root of the keys is kept besides; empty: nowhere
  std::string escrow_key_file;     // what it is sealed with there: 64 hexadecimal digits
  std::uint16_t escrow_days = 30;  // 1 or more: how long a root that was replaced is kept there
};

// The file of the unlock key, when no command gives it.
std::filesystem::path unlock_key_file(const Config& config);

// Where a value came from, for `--check-config`.
struct Explained {
  std::string key, value, origin;
};

// Reads the file (none is fine, unless `file` names one), then the environment, then the flags (key
// = value). Errors: invalid, naming the file, the key and the fix.
Result<Config> load_config(const std::filesystem::path& file,
                           const std::map<std::string, std::string>& environment,
                           const std::map<std::string, std::string>& flags,
                           std::vector<Explained>* explained = nullptr);

// The process's RISKFLOW_* variables.
std::map<std::string, std::string> riskflow_environment();

}  // namespace riskflow::runtime
