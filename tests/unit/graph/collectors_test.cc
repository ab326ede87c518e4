// fixtures/acme-small says the same of one account's IAM as three collectors would: it is the same graph.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/snapshot/load.h"
#include "tests/unit/graph/drawn.h"

namespace arnscope {
namespace {

using nlohmann::json;

// Entities of IAM, and the relationships of classes that IAM alone decides; without the places in files.
// ALLOWS and DENIES go to resources too, of which collectors know more or less: they count where IAM's own
// policies grant them.
std::vector<std::string> iam_graph(const std::string& folder) {
  const std::vector<std::string> paths = {std::string(ARNSCOPE_SOURCE_DIR) + "/fixtures/acme-small/" +
                                          folder};
  auto snapshot = load_snapshot(paths);
  if (!snapshot)
    return ADD_FAILURE() << folder << ": " << snapshot.error().message, std::vector<std::string>();
  for (const Finding& finding : (*snapshot)->findings)
    EXPECT_EQ(finding.code, "POLICY_FROM_CATALOG") << folder << ": " << format_finding(finding);
  Access access(**snapshot);
  std::istringstream records(written(build_graph(access), kAllRelationClasses));
  const auto is_iam = [](const json& type) { return type.get<std::string>().starts_with("aws_iam_"); };
  std::set<std::string> iam;
  std::vector<std::string> result;
  for (std::string line; std::getline(records, line);) {
    json record = json::parse(line);
    if (record["_kind"] == "entity") {
      if (!is_iam(record["_type"])) continue;
      iam.insert(record["_key"]);
    } else if (!iam.contains(record["_fromEntityKey"]) && !iam.contains(record["_toEntityKey"])) {
      continue;
    }
    for (const char* place : {"file", "line"}) record.erase(place);
    // AWS Config does not tell of the organization.
    if (record.contains("decidedBy"))
      for (json& reasons = record["decidedBy"]; !reasons.empty() && reasons.front()["layer"] == "scp";)
        reasons.erase(0);
    result.push_back(record.dump());
  }
  return result;
}

std::vector<std::string> only_in(std::vector<std::string> these, std::vector<std::string> those) {
  std::sort(these.begin(), these.end());
  std::sort(those.begin(), those.end());
  std::vector<std::string> result;
  std::set_difference(these.begin(), these.end(), those.begin(), those.end(), std::back_inserter(result));
  return result;
}

TEST(Collectors, TheSameFactsAreTheSameGraph) {
  const std::vector<std::string> expected = iam_graph("cli-output");
  EXPECT_GT(expected.size(), 60u);
  for (const char* folder : {"iam-collect", "config", "config-gzip"}) {
    const std::vector<std::string> found = iam_graph(folder);
    for (const std::string& record : only_in(found, expected)) ADD_FAILURE() << folder << " more: " << record;
    for (const std::string& record : only_in(expected, found)) ADD_FAILURE() << folder << " less: " << record;
  }
}

}  // namespace
}  // namespace arnscope
