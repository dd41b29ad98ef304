#pragma once
// The invented alerts and the two feeds that tell of them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/result.hpp"
#include "domain/core/time.hpp"
#include "tools/sample/organisation.hpp"
#include "tools/sample/out_file.hpp"

namespace riskflow::sample {

// Every alert lies in the 180 days before this moment.
constexpr Instant sample_end = std::chrono::sys_days{std::chrono::year{2026} / 11 / 1};
constexpr std::chrono::days sample_length{180};

// What is true of alert `number`, whichever feed tells it.
struct Alert {
  std::string provider_id;
  std::uint64_t employee = 0;
  std::size_t policy = 0;
  std::string_view severity;                     // high, medium, low
  std::string_view status;                       // new, inProgress, resolved
  std::string_view classification;               // unknown, truePositive, ...
  std::optional<std::string_view> later_status;  // Office 365: of its second record
  Instant created;
  Instant updated;
  Instant first_activity;
  Instant last_activity;
};

// The first `alerts` numbers are told by Graph, and a third of them by Office 365 too; from
// `alerts` on come those that only Office 365 tells.
class Alerts {
 public:
  Alerts(const Organisation& organisation, std::uint64_t alerts)
      : organisation_(organisation), count_(alerts) {}

  Alert alert(std::uint64_t number) const;

  // A page of alerts_v2; the number of records written.
  std::uint64_t write_graph_page(OutFile& out) const;

  // One management activity record a line; the number of records written.
  std::uint64_t write_office365_lines(OutFile& out) const;

 private:
  void write_graph_alert(OutFile& out, std::uint64_t number) const;

  const Organisation& organisation_;
  std::uint64_t count_;
};

}  // namespace riskflow::sample
