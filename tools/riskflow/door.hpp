#pragma once
// Which riskflow is asked: a server, or a data folder in this process.
//   1. --server or --data       2. RISKFLOW_SERVER, else RISKFLOW_DATA
//   3. the server on this machine, http://127.0.0.1:7070, with the token of ./data

#include <chrono>
#include <filesystem>
#include <map>
#include <string>

#include "domain/core/result.hpp"
#include "tools/riskflow/command.hpp"

namespace riskflow::cli {

struct Door {
  std::string server;      // empty: the folder `data`
  std::string token_file;  // of the server; empty: none is named
  std::string ca_file;     // whom the server's certificate is checked against; empty: the system's
  std::filesystem::path data;
  std::filesystem::path config;  // of the folder; empty: its riskflow.toml
  std::chrono::milliseconds deadline = std::chrono::minutes{1};  // of an answer of the server
};

// Without --token-file or RISKFLOW_TOKEN_FILE, `admin.token` of the local data folder is taken, for
// a server on this machine only: it is no other server's business.
// Errors: invalid (--server and --data together).
Result<Door> choose_door(const Given& given, const std::map<std::string, std::string>& environment);

}  // namespace riskflow::cli
