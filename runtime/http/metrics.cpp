#include "runtime/http/metrics.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace riskflow::http {

// Counters are statistics: nothing is published through them, so no order is needed.
static constexpr auto relaxed = std::memory_order_relaxed;

void Metrics::count(MetricOf<MetricKind::counter> counter, std::uint64_t n) {
  cell(counter.metric).count.fetch_add(n, relaxed);
}

void Metrics::set(MetricOf<MetricKind::gauge> gauge, double value) {
  auto& cell_of_gauge = cell(gauge.metric);
  cell_of_gauge.sum.store(value, relaxed);
  cell_of_gauge.count.fetch_add(1, relaxed);
}

void Metrics::add(MetricOf<MetricKind::gauge> gauge, double delta) {
  auto& cell_of_gauge = cell(gauge.metric);
  cell_of_gauge.sum.fetch_add(delta, relaxed);
  cell_of_gauge.count.fetch_add(1, relaxed);
}

void Metrics::observe(MetricOf<MetricKind::histogram> histogram, double value) {
  const auto bounds = series_of(histogram.metric).bounds;
  auto& cell_of_histogram = cell(histogram.metric);
  std::size_t bucket = 0;
  while (bucket < bounds.size() && value > bounds[bucket]) ++bucket;
  if (bucket < bounds.size()) cell_of_histogram.buckets[bucket].fetch_add(1, relaxed);
  cell_of_histogram.sum.fetch_add(value, relaxed);
  cell_of_histogram.count.fetch_add(1, relaxed);
}

double Metrics::value(Metric metric) const {
  if (series_of(metric).kind == MetricKind::gauge) return cell(metric).sum.load(relaxed);
  return static_cast<double>(cell(metric).count.load(relaxed));
}

static std::string_view to_text(MetricKind kind) {
  switch (kind) {
    case MetricKind::counter: return "counter";
    case MetricKind::gauge: return "gauge";
    case MetricKind::histogram: return "histogram";
  }
  return {};
}

static std::string braces(std::string_view labels) {
  return labels.empty() ? std::string() : fmt::format("{{{}}}", labels);
}

std::string Metrics::histogram_samples(const Series& row) const {
  const auto& numbers = cell(row.metric);
  // The count is read first: an observation that arrives meanwhile may then show in a bucket and
  // not yet in the count, which `+Inf` must never fall behind, so it is made the larger of both.
  auto total = numbers.count.load(relaxed);
  const auto comma = row.labels.empty() ? "" : ",";
  std::string out;
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < row.bounds.size(); ++i) {
    below += numbers.buckets[i].load(relaxed);
    out += fmt::format("{}_bucket{{{}{}le=\"{}\"}} {}\n", row.name, row.labels, comma,
                       row.bounds[i], below);
  }
  total = std::max(total, below);
  out += fmt::format("{}_bucket{{{}{}le=\"+Inf\"}} {}\n", row.name, row.labels, comma, total);
  out += fmt::format("{}_sum{} {}\n", row.name, braces(row.labels), numbers.sum.load(relaxed));
  out += fmt::format("{}_count{} {}\n", row.name, braces(row.labels), total);
  return out;
}

std::string Metrics::sample(const Series& row) const {
  const auto& numbers = cell(row.metric);
  switch (row.kind) {
    case MetricKind::counter:
      return fmt::format("{}{} {}\n", row.name, braces(row.labels), numbers.count.load(relaxed));
    case MetricKind::gauge:
      if (numbers.count.load(relaxed) == 0) return {};
      return fmt::format("{}{} {}\n", row.name, braces(row.labels), numbers.sum.load(relaxed));
    case MetricKind::histogram: return histogram_samples(row);
  }
  return {};
}

std::string Metrics::prometheus_text() const {
  std::string out;
  std::string_view headed;
  for (const auto& row : metric_table) {
    const auto samples = sample(row);
    if (samples.empty()) continue;
    if (row.name != headed)
      out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", row.name, row.help, row.name,
                         to_text(row.kind));
    headed = row.name;
    out += samples;
  }
  return out;
}

}  // namespace riskflow::http
