// Access tests: what people rely on, written down as JSON and held against the decisions. A test is a
// scenario that brings its own policies and says what it expects, or a question to a snapshot:
//   {"name": ..., "snapshot": "export.json", "principal": "role/app", "action": "s3:GetObject", "resource":
//   ...,
//    "resourceAccount": ..., "context": "complete" | "open" | {KEY: VALUE}, "expect": {"decision":
//    "allowed"}}
// A question may hold its parts in `request` as a scenario does.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/evaluate/scenario.h"
#include "engine/graph/query.h"

namespace arnscope {

struct AccessTestResult {
  std::string name;    // "" where it has none
  std::string source;  // the page that states the rule; often ""
  Place place;
  std::vector<std::string> failures;  // what does not hold, or why the test cannot be made; empty: it holds

  bool holds() const { return failures.empty(); }
};

// Runs tests one after the other. Snapshots are loaded once; policies that repeat are compiled once. One
// thread.
class AccessTests {
 public:
  // Runs the test at `value`. A test that is malformed, expects nothing, or whose snapshot cannot be read
  // does not hold. The paths of snapshots count from `folder`.
  AccessTestResult run(Value value, const std::string& folder);

 private:
  struct Opened {
    std::unique_ptr<const Snapshot> snapshot;
    std::map<Unlisted, std::unique_ptr<Access>> access;
  };

  Result<Opened*> open(Value paths, const std::string& folder);
  Result<std::vector<std::string>> run_question(Value value, const std::string& folder);
  Result<std::vector<std::string>> run_scenario(Value value);

  ScenarioReader scenarios_;
  std::map<std::string, Opened> opened_;
};

}  // namespace arnscope
