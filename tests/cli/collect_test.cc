// The script that `collect` prints, run against the `aws` of fake_aws.cc, which answers from
// fixtures/acme-org.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "engine/base/text.h"
#include "engine/document/json_reader.h"
#include "engine/model/operations.h"
#include "tests/cli/collect_run.h"

namespace arnscope {
namespace {

// An account in two regions, interrupted in the middle: what was there is not asked for again, and in the end
// it is all there.
TEST_F(Collect, GoesOnAfterAnInterruption) {
  serve(kOrganization, "payments-prod");
  const std::string options = "-n payments-prod -r 'us-east-1 eu-central-1'";
  const pid_t script = start(options);
  while (lines_of(calls_).size() < 150 && kill(script, 0) == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  kill(-script, SIGINT);
  EXPECT_EQ(exit_code(script), 130);
  // Those that it started end with it.
  for (int i = 0; i < 100 && kill(-script, 0) == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_NE(kill(-script, 0), 0);
  Lines calls = new_calls();
  EXPECT_LT(calls.size(), 250u);
  for (const auto& entry : fs::directory_iterator(snapshot_))
    EXPECT_EQ(entry.path().filename(), "payments-prod");

  EXPECT_EQ(run(options), 0) << talk();
  const Lines later = new_calls();
  calls.insert(calls.end(), later.begin(), later.end());
  expect_same("payments-prod", "444455556666", snapshot_ / "payments-prod");
  const auto called = operations_of(calls);
  for (const Operation& operation : operations())
    EXPECT_EQ(called.contains(std::string(operation.name)),
              operation.scope == OperationScope::kAccount || operation.scope == OperationScope::kRegion)
        << operation.name;
  std::map<std::string, int> times;
  for (const std::string& call : calls) ++times[call];
  int twice = 0;
  for (const auto& [call, count] : times)
    if (count > 1 && call.find("get-caller-identity") == std::string::npos) ++twice;
  EXPECT_LE(twice, 2) << "what ran in each region when it was interrupted";

  EXPECT_EQ(run(options), 0) << talk();
  for (const std::string& call : new_calls())
    EXPECT_TRUE(call.starts_with("payments-prod\tsts\tget-caller-identity")) << call;
}

// Calls that AWS throttles are tried again; one that it refuses is a failure, and the only call of the next
// run.
TEST_F(Collect, TriesAgain) {
  serve(kOrganization, "payments-dev");
  environment_["FAKE_AWS_THROTTLE"] = "yes";
  EXPECT_EQ(run("-n payments-dev"), 1);
  EXPECT_NE(talk().find("collect: 1 calls failed"), std::string::npos) << talk();
  environment_.erase("FAKE_AWS_THROTTLE");
  EXPECT_GT(new_calls().size(), manifest("payments-dev", "555566667777").size() * 6 / 5);
  // The regions that are enabled, and no other.
  EXPECT_TRUE(fs::exists(snapshot_ / "payments-dev/eu-central-1/ec2-describe-vpcs.json"));
  EXPECT_FALSE(fs::exists(snapshot_ / "payments-dev/eu-west-1"));
  expect_same("payments-dev", "555566667777", snapshot_ / "payments-dev");

  EXPECT_EQ(run("-n payments-dev -r us-east-1"), 1);
  std::set<std::string> calls;
  for (const std::string& call : new_calls()) calls.insert(call);
  EXPECT_EQ(calls, (std::set<std::string>{
                       "payments-dev\tsts\tget-caller-identity\t--region\tus-east-1",
                       "payments-dev\tredshift\tdescribe-clusters\t--region\tus-east-1",
                   }));
  int refused = 0;
  for (const ManifestLine& line : manifest("payments-dev", "555566667777")) {
    EXPECT_NE(line.error, "ThrottlingException") << line.call;
    if (line.call == "us-east-1 redshift-describe-clusters") {
      EXPECT_EQ(line.error, "AccessDenied");
      ++refused;
    }
  }
  EXPECT_EQ(refused, 2);
}

TEST_F(Collect, AssumesARoleInEachAccount) {
  serve(kOrganization, "security");
  environment_["FAKE_AWS_EXTERNAL_ID"] = "acme/2026:x";
  const std::string options = "-a '111122223333=management 555566667777' -R arnscope-collector -r us-east-1";
  EXPECT_EQ(run(options + " -x 'acme/2026:x'"), 1) << talk();
  expect_same("management", "111122223333", snapshot_ / "management");
  expect_same("payments-dev", "555566667777", snapshot_ / "555566667777");
  const Lines calls = new_calls();
  EXPECT_EQ(calls.front(),
            "security\tsts\tassume-role\t--role-arn\tarn:aws:iam::111122223333:role/arnscope-collector\t"
            "--role-session-name\tarnscope\t--external-id\tacme/2026:x\t--region\tus-east-1");
  // The organization is asked in its management account alone.
  Lines of_management, of_other;
  for (const std::string& call : calls)
    (call.starts_with("management\t") ? of_management : of_other).push_back(call);
  const auto in_management = operations_of(of_management), in_other = operations_of(of_other);
  for (const Operation& operation : operations()) {
    if (operation.scope != OperationScope::kOrganization) continue;
    EXPECT_TRUE(in_management.contains(std::string(operation.name))) << operation.name;
    EXPECT_FALSE(in_other.contains(std::string(operation.name))) << operation.name;
  }
}

TEST_F(Collect, SaysWhichRoleItCannotAssume) {
  serve(kOrganization, "security");
  environment_["FAKE_AWS_EXTERNAL_ID"] = "acme";
  EXPECT_EQ(run("-a 111122223333 -R collector -x other"), 1);
  EXPECT_EQ(talk(), "collect: cannot assume arn:aws:iam::111122223333:role/collector: AccessDenied\n");
  EXPECT_EQ(calls_of("111122223333", "111122223333"), (Lines{"us-east-1 sts-assume-role AccessDenied"}));
  EXPECT_EQ(files_of(snapshot_).size(), 0u) << "the manifest, and nothing beside it";
  environment_["FAKE_AWS_ACCOUNT"] = "";
  EXPECT_EQ(run("-o nowhere"), 2);
  EXPECT_EQ(talk(), "collect: no access to AWS: InvalidClientTokenId\n");
}

// An account that nobody may look into is one of the snapshot, with the reason, until it may be.
TEST_F(Collect, NamesTheAccountsThatItCannotEnter) {
  serve(kOrganization, "security");
  environment_["FAKE_AWS_EXTERNAL_ID"] = "acme";
  const std::string options = "-a '222233334444 555566667777=dev 333333333333' -R auditor -r us-east-1";
  EXPECT_EQ(run(options), 1);
  EXPECT_EQ(talk(),
            "collect: cannot assume arn:aws:iam::222233334444:role/auditor: AccessDenied\n"
            "collect: cannot assume arn:aws:iam::555566667777:role/auditor: AccessDenied\n"
            "collect: cannot assume arn:aws:iam::333333333333:role/auditor: AccessDenied\n");
  EXPECT_EQ(
      analysis("Not in the snapshot"),
      (Lines{
          "  resource policies (S3, KMS, SQS, ...): a Deny there is not seen, and access from other "
          "accounts is unknown",
          "  service control policies and resource control policies: they could deny what is allowed "
          "here",
          "  account 222233334444: its principals and resources are unknown",
          "  account 333333333333: its principals and resources are unknown",
          "  account 555566667777 (dev): its principals and resources are unknown",
          "  sts-assume-role in 222233334444 failed with AccessDenied: everything that was not collected "
          "before unknown",
          "  sts-assume-role in 333333333333 failed with AccessDenied: everything that was not collected "
          "before unknown",
          "  sts-assume-role in 555566667777 (dev) failed with AccessDenied: everything that was not "
          "collected before unknown",
      }));

  EXPECT_EQ(run(options + " -x acme"), 1);
  EXPECT_EQ(calls_of("dev", "555566667777")[1], "us-east-1 sts-assume-role ");
  Lines missing;
  for (const std::string& line : analysis("Not in the snapshot"))
    if (line.find("assume-role") != std::string::npos || line.find("333333333333") != std::string::npos)
      missing.push_back(line);
  EXPECT_EQ(missing,
            (Lines{
                "  account 333333333333: its principals and resources are unknown",
                "  sts-assume-role in 333333333333 failed with AccessDenied: everything that was not "
                "collected before unknown",
            }));
}

// Whichever they are: those that the data model does not name, and those that nobody knew of.
TEST_F(Collect, AsksEveryRegionThatIsEnabled) {
  serve(kOrganization, "security");
  environment_["FAKE_AWS_REGIONS"] = "us-east-1 ap-northeast-3 me-south-1 xx-moon-1";
  EXPECT_EQ(run("-j 4"), 0) << talk();
  EXPECT_EQ(regions_of("222233334444"),
            (std::set<std::string>{"us-east-1", "ap-northeast-3", "me-south-1", "xx-moon-1"}));
  EXPECT_EQ(talk(), "");
  for (const std::string& line : analysis("Not in the snapshot"))
    EXPECT_EQ(line.find("was not called"), std::string::npos) << line;
}

// In a partition with few of them.
TEST_F(Collect, AsksTheRegionsThatEveryAccountHas) {
  ASSERT_EQ(std::system(fmt::format("{} collect --partition aws-cn > {}", ARNSCOPE, script()).c_str()), 0);
  write_file(scratch_ / "served/acme/cn-north-1/sts-get-caller-identity.json",
             R"({"UserId": "A", "Account": "123456789012"})");
  serve(scratch_ / "served", "acme");
  environment_["FAKE_AWS_REGIONS"] = "";
  run("");
  EXPECT_TRUE(
      talk().starts_with("collect: which regions are enabled for 123456789012 is unknown: "
                         "UnauthorizedOperation: those that every "
                         "account has are collected\n"))
      << talk();
  EXPECT_EQ(regions_of("123456789012"), (std::set<std::string>{"cn-north-1", "cn-northwest-1"}));
  const auto unknown = [&] {
    const Lines missing = analysis("Not in the snapshot");
    return std::count(
        missing.begin(), missing.end(),
        "  ec2-describe-regions in 123456789012 failed with UnauthorizedOperation: what stands in "
        "regions that were not asked unknown");
  };
  EXPECT_EQ(unknown(), 1);

  environment_["FAKE_AWS_REGIONS"] = "cn-north-1";
  run("");
  EXPECT_EQ(talk().find("which regions"), std::string::npos) << talk();
  EXPECT_EQ(unknown(), 0);
}

// Names as AWS allows them somewhere, and as it allows them nowhere.
struct Name {
  std::string_view json, file;
};
constexpr Name kNames[] = {
    {R"(plain-name_1.~)", "plain-name_1.~"},
    {R"(two  words)", "two%20%20words"},
    {R"( ends )", "%20ends%20"},
    {R"(*)", "%2A"},
    {R"([a-z]?)", "%5Ba-z%5D%3F"},
    {R"(say \"hi\" 'ho')", "say%20%22hi%22%20%27ho%27"},
    {R"(back\\slash\\)", "back%5Cslash%5C"},
    {R"(a\/b\\n)", "a%2Fb%5Cn"},
    {R"($(touch hacked) `touch hacked` $HOME)", "%24%28touch%20hacked%29%20%60touch%20hacked%60%20%24HOME"},
    {R"(Zürich €)", "Z%C3%BCrich%20%E2%82%AC"},
    {R"(a;b&c|d>e<f)", "a%3Bb%26c%7Cd%3Ee%3Cf"},
    {R"({\"Name\": \"x\"}, ])", "%7B%22Name%22%3A%20%22x%22%7D%2C%20%5D"},
    {R"(..)", "%2E."},
    {R"(-n)", "-n"},
    {R"(--end)", "--end"},
    {R"(a=b)", "a%3Db"},
};

class CollectNames : public Collect, public testing::WithParamInterface<const char*> {};

TEST_P(CollectNames, AreTakenAsTheyStand) {
  shell_ = GetParam();
  const fs::path region = scratch_ / "served/hostile/us-east-1";
  write_file(region / "sts-get-caller-identity.json", R"({"UserId": "A", "Account": "123456789012"})");
  // On one line, as other programs write it, and with members of the same name at other places.
  std::string rules = R"({"Other": {"Name": "no"}, "Rules": [)";
  for (const Name& name : kNames) {
    rules += fmt::format(R"({}{{"Tags": [{{"Name": "no"}}], "Name": "{}", "State": null}})",
                         rules.ends_with('[') ? "" : ", ", name.json);
    // What the fake looks up; dots are not hidden from it.
    const std::string file = name.file == "%2E." ? ".." : std::string(name.file);
    write_file(region / fmt::format("events-list-targets-by-rule/{}/b%20us.json", file),
               fmt::format(R"({{"Targets": [], "Of": "{}"}})", name.json));
  }
  write_file(region / "events-list-rules/b%20us.json",
             rules + fmt::format(R"(, {{"Name": "{}"}}, {{"Name": "file:///etc/passwd"}}], "Name": "no"}})",
                                 std::string(300, 'x')));
  write_file(region / "events-list-event-buses.json", R"({"EventBuses": [{"Name": "b us"}]})");
  serve(scratch_ / "served", "hostile");
  EXPECT_EQ(run("-r us-east-1"), 1);
  const fs::path found = snapshot_ / "123456789012/us-east-1/events-list-targets-by-rule";
  std::set<std::string> expected, folders;
  for (const Name& name : kNames) {
    expected.insert(std::string(name.file));
    EXPECT_EQ(content(found / name.file / "b%20us.json"),
              fmt::format(R"({{"Targets": [], "Of": "{}"}})", name.json));
  }
  for (const auto& entry : fs::directory_iterator(found)) folders.insert(entry.path().filename());
  EXPECT_EQ(folders, expected);
  std::set<std::string> failed;
  for (const ManifestLine& line : manifest("123456789012", "123456789012"))
    if (!line.error.empty() && line.call.starts_with("us-east-1 events-")) failed.insert(line.error);
  EXPECT_EQ(failed, (std::set<std::string>{"the name of its file would be too long",
                                           "the AWS CLI would take a parameter for a file to read"}));
  for (const std::string& call : new_calls()) EXPECT_EQ(call.find("passwd"), std::string::npos) << call;
}

// The POSIX shells that this machine has; `sh` is everywhere.
std::vector<const char*> shells() {
  std::vector<const char*> found;
  for (const char* each : {"sh", "bash", "ksh", "busybox sh"})
    if (std::system(fmt::format("{} -c : 2>/dev/null", each).c_str()) == 0) found.push_back(each);
  return found;
}

INSTANTIATE_TEST_SUITE_P(Shells, CollectNames, testing::ValuesIn(shells()), [](const auto& row) {
  std::string name = row.param;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
});

TEST_F(Collect, RefusesWhatItDoesNotUnderstand) {
  serve(kOrganization, "security");
  for (std::string_view options :
       {"-a 111122223333", "-R role", "-x id", "-j 0", "-j two", "-w -1", "-n a/b", "-n ..", "-z", "folder",
        "-a 111122223333 -R role -n name", "-a prod -R role", "-a '111122223333 11112222333' -R role",
        "-a 111122223333=../x -R role"}) {
    EXPECT_EQ(run(options), 2) << options;
    EXPECT_FALSE(talk().empty()) << options;
  }
  EXPECT_FALSE(fs::exists(calls_));
  EXPECT_FALSE(fs::exists(snapshot_));
}

// What `collect --setup cli` prints creates the role and attaches what it made.
TEST_F(Collect, SetupByTheCli) {
  serve(kOrganization, "security");
  environment_["TRUSTED_PRINCIPAL"] = "arn:aws:iam::111122223333:role/auditor";
  environment_["EXTERNAL_ID"] = "acme/2026";
  const std::string setup = scratch_ / "setup.sh";
  ASSERT_EQ(std::system(fmt::format("{} collect --setup cli --role reader > {}", ARNSCOPE, setup).c_str()),
            0);
  ASSERT_EQ(std::system(command("sh", setup, "").c_str()), 0) << talk();
  const Lines calls = new_calls();
  ASSERT_GE(calls.size(), 4u);
  EXPECT_EQ(calls[0], "security\tsts\tget-caller-identity\t--query\tAccount\t--output\ttext");
  const auto role = split(calls[1], '\t');
  ASSERT_EQ(role.size(), 7u);
  EXPECT_EQ(role[2], "create-role");
  EXPECT_EQ(role[4], "reader");
  const auto trust = read_json(Source::from_text("trust", std::string(role[6])));
  ASSERT_TRUE(trust) << role[6];
  EXPECT_NE(role[6].find(R"("AWS": "arn:aws:iam::111122223333:role/auditor")"), std::string_view::npos);
  EXPECT_NE(role[6].find(R"({"sts:ExternalId": "acme/2026"})"), std::string_view::npos);
  EXPECT_EQ(calls[2],
            "security\tiam\tattach-role-policy\t--role-name\treader\t--policy-arn\t"
            "arn:aws:iam::aws:policy/SecurityAudit");
  for (size_t i = 3; i + 1 < calls.size(); i += 2) {
    const auto policy = split(calls[i], '\t');
    ASSERT_EQ(policy.size(), 7u) << calls[i];
    EXPECT_TRUE(read_json(Source::from_text("policy", std::string(policy[6])))) << calls[i];
    EXPECT_EQ(calls[i + 1],
              fmt::format("security\tiam\tattach-role-policy\t--role-name\treader\t--policy-arn\t"
                          "arn:aws:iam::222233334444:policy/{}",
                          policy[4]));
  }
  environment_.erase("EXTERNAL_ID");
  EXPECT_NE(std::system(command("sh", setup, "").c_str()), 0);
  EXPECT_FALSE(fs::exists(calls_));
}

}  // namespace
}  // namespace arnscope
