// Counting, and the text that a scrape reads.

#include "runtime/http/metrics.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace riskflow::http {
namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(MetricsText, SeriesOfOneNameShareOneHeading) {
  Metrics metrics;
  metrics.count(Metric::http_requests_2xx, 3);
  metrics.count(Metric::http_requests_5xx);
  EXPECT_TRUE(
      contains(metrics.prometheus_text(),
               "# HELP riskflow_http_requests_total Requests answered, by class of status.\n"
               "# TYPE riskflow_http_requests_total counter\n"
               "riskflow_http_requests_total{status=\"2xx\"} 3\n"
               "riskflow_http_requests_total{status=\"3xx\"} 0\n"
               "riskflow_http_requests_total{status=\"4xx\"} 0\n"
               "riskflow_http_requests_total{status=\"5xx\"} 1\n"
               "# HELP "));
}

TEST(MetricsText, AGaugeThatNobodySetIsLeftOut) {
  Metrics metrics;
  EXPECT_FALSE(contains(metrics.prometheus_text(), "riskflow_http_connections"));
  metrics.set(Metric::http_connections, 5);
  metrics.add(Metric::http_connections, -2);
  EXPECT_TRUE(contains(metrics.prometheus_text(),
                       "# TYPE riskflow_http_connections gauge\nriskflow_http_connections 3\n"));
}

TEST(MetricsText, HistogramBucketsAddUp) {
  Metrics metrics;
  for (const double seconds : {0.0001, 0.001, 0.002, 99.0})
    metrics.observe(Metric::http_request_seconds, seconds);
  const auto text = metrics.prometheus_text();
  const std::string name = "riskflow_http_request_duration_seconds";
  EXPECT_TRUE(contains(text, name + "_bucket{le=\"0.0005\"} 1\n"));
  EXPECT_TRUE(contains(text, name + "_bucket{le=\"0.001\"} 2\n"));
  EXPECT_TRUE(contains(text, name + "_bucket{le=\"0.0025\"} 3\n"));
  EXPECT_TRUE(contains(text, name + "_bucket{le=\"10\"} 3\n"));
  EXPECT_TRUE(contains(text, name + "_bucket{le=\"+Inf\"} 4\n"));
  EXPECT_TRUE(contains(text, name + "_sum 99.0031\n"));
  EXPECT_TRUE(contains(text, name + "_count 4\n"));
}

TEST(Metrics, NoIncrementOfManyThreadsIsLost) {
  Metrics metrics;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 10'000; ++i) {
        metrics.count(Metric::http_requests_2xx);
        metrics.add(Metric::http_connections, 1);
        metrics.observe(Metric::http_request_seconds, 0.001);
      }
    });
  threads.clear();
  EXPECT_EQ(metrics.value(Metric::http_requests_2xx), 40'000);
  EXPECT_EQ(metrics.value(Metric::http_connections), 40'000);
  EXPECT_EQ(metrics.value(Metric::http_request_seconds), 40'000);
}

}  // namespace
}  // namespace riskflow::http
