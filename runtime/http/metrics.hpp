#pragma once
// What the process counts, in one table of series, and its Prometheus text form.
// A new series is one enumerator and one row; rows of the same name stand together.  Names are
// `riskflow_*` in base units; no label ever holds an id or a person.
// Thread rule: count from any thread, without a lock; a scrape reads each number atomically, not
// all of them at one instant.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace riskflow::http {

// One enumerator per series, in the order of the table.
enum class Metric : std::uint8_t {
  http_requests_2xx,
  http_requests_3xx,
  http_requests_4xx,
  http_requests_5xx,
  http_refused_connections,
  http_refused_queue,
  http_connections,
  http_request_seconds,
  log_events,
  log_healthy,
  log_read_only,
  log_reopening,
  log_broken,
  log_damaged,
  view_lag_events,
};

enum class MetricKind : std::uint8_t { counter, gauge, histogram };

struct Series {
  Metric metric;
  MetricKind kind;
  std::string_view name;
  std::string_view labels;  // as printed between braces: status="2xx"; "" = none
  std::string_view help;
  std::span<const double> bounds{};  // histogram: upper bounds, rising, +Inf left out
};

// From half a millisecond (a cached read) to the ten seconds after which nobody waits.
inline constexpr std::array request_seconds_bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                   0.1,    0.25,  0.5,    1.0,   2.5,  5.0,   10.0};

inline constexpr std::string_view requests_help = "Requests answered, by class of status.";
inline constexpr std::string_view refused_help = "Work turned away because a limit was reached.";

inline constexpr std::string_view condition_help =
    "1 for the condition that the log is in, 0 for the others.";

inline constexpr std::array metric_table{
    Series{Metric::http_requests_2xx, MetricKind::counter, "riskflow_http_requests_total",
           "status=\"2xx\"", requests_help},
    Series{Metric::http_requests_3xx, MetricKind::counter, "riskflow_http_requests_total",
           "status=\"3xx\"", requests_help},
    Series{Metric::http_requests_4xx, MetricKind::counter, "riskflow_http_requests_total",
           "status=\"4xx\"", requests_help},
    Series{Metric::http_requests_5xx, MetricKind::counter, "riskflow_http_requests_total",
           "status=\"5xx\"", requests_help},
    Series{Metric::http_refused_connections, MetricKind::counter, "riskflow_http_refused_total",
           "limit=\"connections\"", refused_help},
    Series{Metric::http_refused_queue, MetricKind::counter, "riskflow_http_refused_total",
           "limit=\"work_queue\"", refused_help},
    Series{Metric::http_connections, MetricKind::gauge, "riskflow_http_connections", "",
           "Connections open now."},
    Series{Metric::http_request_seconds, MetricKind::histogram,
           "riskflow_http_request_duration_seconds", "",
           "Time from the end of a request's head to the end of its answer.",
           request_seconds_bounds},
    Series{Metric::log_events, MetricKind::gauge, "riskflow_log_events", "",
           "Events in the log, as of the last scrape."},
    Series{Metric::log_healthy, MetricKind::gauge, "riskflow_log_condition",
           "condition=\"HEALTHY\"", condition_help},
    Series{Metric::log_read_only, MetricKind::gauge, "riskflow_log_condition",
           "condition=\"READ_ONLY\"", condition_help},
    Series{Metric::log_reopening, MetricKind::gauge, "riskflow_log_condition",
           "condition=\"REOPENING\"", condition_help},
    Series{Metric::log_broken, MetricKind::gauge, "riskflow_log_condition", "condition=\"BROKEN\"",
           condition_help},
    Series{Metric::log_damaged, MetricKind::gauge, "riskflow_log_damaged", "",
           "1 once a scrub has found damage in the log, until one has found it sound and the "
           "server was started after that; 0 otherwise."},
    Series{Metric::view_lag_events, MetricKind::gauge, "riskflow_view_lag_events", "",
           "Events that the views have not taken in yet, as of the last scrape."},
};

constexpr const Series& series_of(Metric metric) {
  return metric_table[static_cast<std::size_t>(metric)];
}

inline constexpr std::size_t histogram_bounds_max = 16;

// Whether rows and enumerators have the same order and every name, kind and bound is in order.
consteval bool metric_table_is_sound() {
  for (std::size_t i = 0; i < metric_table.size(); ++i) {
    const auto& row = metric_table[i];
    if (static_cast<std::size_t>(row.metric) != i || !row.name.starts_with("riskflow_"))
      return false;
    if ((row.kind == MetricKind::counter) != row.name.ends_with("_total")) return false;
    if ((row.kind == MetricKind::histogram) != !row.bounds.empty()) return false;
    if (row.bounds.size() > histogram_bounds_max) return false;
    for (std::size_t k = 0; k < i; ++k)
      if (metric_table[k].name == row.name && metric_table[k].labels == row.labels) return false;
  }
  return true;
}
static_assert(metric_table_is_sound());

// A metric of one kind, checked by the compiler: `metrics.count(Metric::http_connections)` does not
// build, for it is a gauge.
template <MetricKind kind>
struct MetricOf {
  Metric metric;
  consteval MetricOf(Metric m) : metric(m) {
    if (series_of(m).kind != kind) throw "a metric of another kind";
  }
};

class Metrics {
 public:
  void count(MetricOf<MetricKind::counter> counter, std::uint64_t n = 1);
  void set(MetricOf<MetricKind::gauge> gauge, double value);
  void add(MetricOf<MetricKind::gauge> gauge, double delta);
  void observe(MetricOf<MetricKind::histogram> histogram, double value);

  // The value of a counter or gauge; the number of observations of a histogram.
  double value(Metric metric) const;

  // Text exposition format 0.0.4; send it as `prometheus_type`.  A gauge that nobody has set is
  // left out: unknown is not zero.
  std::string prometheus_text() const;

 private:
  struct Cell {
    std::atomic<std::uint64_t> count = 0;  // of events; of changes, for a gauge
    std::atomic<double> sum = 0;           // of observations; the value, for a gauge
    std::array<std::atomic<std::uint64_t>, histogram_bounds_max> buckets{};
  };
  Cell& cell(Metric metric) { return cells_[static_cast<std::size_t>(metric)]; }
  const Cell& cell(Metric metric) const { return cells_[static_cast<std::size_t>(metric)]; }
  std::string sample(const Series& row) const;
  std::string histogram_samples(const Series& row) const;

  std::array<Cell, metric_table.size()> cells_;
};

inline constexpr std::string_view prometheus_type = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace riskflow::http
