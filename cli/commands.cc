#include <array>

#include "cli/command.h"

namespace arnscope::cli {
namespace {

constexpr Argument kSnapshot{
    .flags = "SNAPSHOT",
    .help =
        "a file or folder: output of `aws iam get-account-authorization-details`, what\n"
        "`collect` or CloudMapper writes, an iam-collect directory, what AWS Config records,\n"
        "JSON of `graph`; - is standard input",
    .text = &Options::snapshot,
    .required = true};
constexpr Argument kMoreSnapshots{.flags = "-s,--snapshot",
                                  .help = "one more file or folder of the same snapshot; may be repeated",
                                  .texts = &Options::snapshots,
                                  .value = "PATH"};
constexpr Argument kContext{
    .flags = "-c,--context",
    .help =
        "KEY=VALUE: what a condition key holds; `complete`: keys not given are absent;\n"
        "may be repeated",
    .texts = &Options::context,
    .value = "TEXT"};
constexpr Argument kResourceAccount{.flags = "--resource-account",
                                    .help = "the account that owns a resource whose ARN does not say",
                                    .text = &Options::resource_account,
                                    .value = "ID"};
constexpr Argument kPrincipal{
    .flags = "PRINCIPAL",
    .help = "an ARN, a name such as user/ana or role/app, a service, or * for everyone",
    .text = &Options::principal,
    .required = true};
constexpr Argument kAction{.flags = "ACTION",
                           .help = "service:Name; * and ? are wildcards",
                           .text = &Options::action,
                           .required = true};
constexpr Argument kResource{.flags = "RESOURCE",
                             .help = "an ARN or a pattern of ARNs; without it: is there any resource",
                             .text = &Options::resource};

constexpr Argument kAccountName{.flags = "--account-name",
                                .help =
                                    "what an account is called: tag.AccountName of its entities; may be "
                                    "repeated",
                                .texts = &Options::account_names,
                                .value = "ID=NAME"};
constexpr Argument kProduction{.flags = "--production",
                               .help =
                                   "an account of production: tag.Production of its entities; may be "
                                   "repeated",
                               .texts = &Options::production,
                               .value = "ID"};

constexpr std::array kAnalyze = {
    Argument{.flags = "SNAPSHOT",
             .help = "files and folders: output of `aws iam get-account-authorization-details`, all its\n"
                     "pages; what `collect` or CloudMapper writes, an iam-collect directory, what AWS\n"
                     "Config records, JSON of `graph`; - is standard input",
             .texts = &Options::snapshots,
             .required = true},
    kAccountName,
    kProduction,
};
constexpr std::array kGraph = {
    kSnapshot,
    kMoreSnapshots,
    Argument{.flags = "--class",
             .help = "only relationships of these classes: ALLOWS, DENIES, TRUSTS, CAN_ASSUME, HAS, ...",
             .texts = &Options::classes,
             .value = "CLASS,..."},
    Argument{.flags = "--no-places",
             .help = "without file and line of statements, so that graphs of two exports compare",
             .flag = &Options::no_places},
    Argument{.flags = "--effective",
             .help = "also ALLOWS from each principal to each entity on which it may act, after all layers",
             .flag = &Options::effective},
    kAccountName,
    kProduction,
};
constexpr std::array kCan = {
    kSnapshot,
    kPrincipal,
    kAction,
    kResource,
    kMoreSnapshots,
    kContext,
    kResourceAccount,
    Argument{.flags = "--explain",
             .help = "each layer, the statements that match and nearly match, and what would allow it",
             .flag = &Options::explain},
};
constexpr std::array kWhoCan = {
    kSnapshot,
    kAction,
    kResource,
    kMoreSnapshots,
    kContext,
    kResourceAccount,
    Argument{.flags = "--all", .help = "those who may not as well, and why", .flag = &Options::all},
    Argument{.flags = "--via-chains",
             .help = "also those who get there by assuming roles",
             .flag = &Options::via_chains},
};
constexpr std::array kWhatCan = {
    kSnapshot,
    kPrincipal,
    kMoreSnapshots,
    kContext,
    kResourceAccount,
    Argument{.flags = "--resource",
             .help = "only what may be done on this ARN or pattern of ARNs",
             .text = &Options::resource,
             .value = "ARN"},
    Argument{.flags = "--as-policy",
             .help = "the effective permissions as one policy document",
             .flag = &Options::as_policy},
};
constexpr std::array kSimulate = {
    Argument{.flags = "FILE",
             .help = "scenarios, one JSON object a line or a list of them; without it: standard input",
             .text = &Options::file},
    Argument{.flags = "-j,--jobs",
             .help = "so many threads; without it one for each core",
             .text = &Options::jobs,
             .value = "N"},
};
constexpr std::array kTest = {
    Argument{.flags = "PATH",
             .help = "files of access tests, or folders of them; - is standard input",
             .texts = &Options::words,
             .required = true},
};
constexpr std::array kExpand = {
    Argument{.flags = "PATTERN",
             .help = "patterns of actions such as 's3:Get*', or files that hold a policy",
             .texts = &Options::words,
             .required = true},
    Argument{.flags = "--invert",
             .help = "the actions that match none of them: NotAction",
             .flag = &Options::invert},
    Argument{.flags = "--levels",
             .help = "only these access levels: list, read, write, tagging, permissions-management",
             .texts = &Options::levels,
             .value = "LEVEL,..."},
    Argument{.flags = "--service",
             .help = "only actions of these services",
             .texts = &Options::services,
             .value = "PREFIX,..."},
};
constexpr Argument kPolicyType{
    .flags = "--type",
    .help =
        "what a document is that does not tell: managed, boundary, user-inline, trust, session, scp,\n"
        "s3-bucket, ...; without it: by Principal and Resource",
    .text = &Options::type,
    .value = "TYPE"};
constexpr std::array kRequire = {
    Argument{.flags = "SPEC",
             .help =
                 "what is required: a policy, or a list of `service:Action ARN...`, as JSON or one a line;\n"
                 "a file, aws:NAME, or -",
             .text = &Options::file,
             .required = true},
    Argument{.flags = "-p,--policy",
             .help = "a policy of the identity: a file, aws:NAME, or -; may be repeated",
             .texts = &Options::policies,
             .value = "POLICY"},
    Argument{.flags = "--boundary",
             .help = "its permissions boundary: a file, aws:NAME, or -",
             .text = &Options::boundary,
             .value = "POLICY"},
    Argument{.flags = "-s,--snapshot",
             .help = "a snapshot for --principal, as `can` takes it; may be repeated",
             .texts = &Options::snapshots,
             .value = "PATH"},
    Argument{.flags = "--principal",
             .help = "an ARN, or a name such as user/ana or role/app",
             .text = &Options::principal,
             .value = "PRINCIPAL"},
    kContext,
    Argument{.flags = "--surplus",
             .help = "list what is granted and not required, the sensitive part first",
             .flag = &Options::surplus},
    Argument{.flags = "--all", .help = "list what is covered and redundant as well", .flag = &Options::all},
};
constexpr std::array kSplit = {
    Argument{
        .flags = "POLICY",
        .help =
            "files with the policies of one identity, aws:NAME for an AWS managed one; - is standard input",
        .texts = &Options::words,
        .required = true},
    kPolicyType,
    Argument{.flags = "--limit",
             .help = "so many characters as AWS counts them, instead of the limit of the type",
             .text = &Options::limit,
             .value = "N"},
    Argument{.flags = "--attached",
             .help = "a policy that is attached as well: what it grants is left out; may be repeated",
             .texts = &Options::attached,
             .value = "POLICY"},
    Argument{
        .flags = "--previous",
        .help =
            "a document of an earlier split, in its order: what stands in it stays there; may be repeated",
        .texts = &Options::previous,
        .value = "FILE"},
    Argument{.flags = "--merge",
             .help = "make one statement of those that belong together, and drop what others say already",
             .flag = &Options::merge},
    Argument{.flags = "--wildcards",
             .help = "the shortest patterns that mean the same actions today; they grow with AWS",
             .flag = &Options::wildcards},
    Argument{.flags = "--members",
             .help = "with --wildcards: a pattern stands for so many actions at least; 2 without it",
             .text = &Options::least_members,
             .value = "N"},
    Argument{.flags = "--levels",
             .help =
                 "with --wildcards: only for actions of these access levels: list, read, write, tagging,\n"
                 "permissions-management",
             .texts = &Options::levels,
             .value = "LEVEL,..."},
    Argument{.flags = "--repair",
             .help = "read malformed JSON where the mend is certain: commas, comments",
             .flag = &Options::repair},
};
constexpr std::array kSize = {
    Argument{
        .flags = "PATH",
        .help =
            "policies, templates, folders of them, aws:NAME, or - for standard input, in the order given;\n"
            "after them snapshots: policies and principals, those first that fill most of a limit",
        .texts = &Options::words,
        .required = true},
    kPolicyType,
    Argument{.flags = "--limits",
             .help = "limits of this account, in the form of policies/limits.json",
             .text = &Options::limits,
             .value = "FILE"},
    Argument{.flags = "--over", .help = "only what is over its limit", .flag = &Options::over},
};
constexpr std::array kCatalog = {
    Argument{.flags = "WHAT",
             .help = "show NAME, search TEXT, or date",
             .texts = &Options::words,
             .required = true},
};

constexpr std::array kLint = {
    Argument{.flags = "PATH",
             .help = "policies, templates, plans, snapshots; a folder's .json, .yaml, .yml and .template",
             .texts = &Options::words},
    Argument{.flags = "--type",
             .help = "of policies that nothing tells the type of: identity, trust, scp, s3-bucket, ...",
             .text = &Options::type,
             .value = "TYPE"},
    Argument{
        .flags = "--fail-on",
        .help =
            "exit with 1 from this severity on: error, securityWarning, warning, suggestion, never (error)",
        .text = &Options::fail_on,
        .value = "SEVERITY"},
    Argument{.flags = "--fix",
             .help = "mend in place what leaves no doubt, having proven it",
             .flag = &Options::fix},
    Argument{.flags = "--profile",
             .help = "severities, and what to ignore with its reason, as JSON or YAML",
             .text = &Options::profile,
             .value = "FILE"},
    Argument{.flags = "--baseline",
             .help = "leave out the findings that this earlier --format json has",
             .text = &Options::baseline,
             .value = "FILE"},
    Argument{.flags = "--list", .help = "print all checks instead", .flag = &Options::list},
    Argument{.flags = "--verbose", .help = "say which files were passed over", .flag = &Options::verbose},
};

constexpr std::array kCollect = {
    Argument{.flags = "--setup",
             .help = "print what creates the role instead: cloudformation, terraform or cli",
             .text = &Options::setup,
             .value = "METHOD"},
    Argument{.flags = "--policy",
             .help = "print the policy instead that names each permission that the script needs",
             .flag = &Options::policy_only},
    Argument{.flags = "--role",
             .help = "the name of the role to create (arnscope-collector)",
             .text = &Options::role,
             .value = "NAME"},
    Argument{.flags = "--partition",
             .help = "aws, aws-cn or aws-us-gov (aws)",
             .text = &Options::partition,
             .value = "NAME"},
};

constexpr std::array<std::string_view, 1> kText = {"text"};
constexpr std::array<std::string_view, 1> kJson = {"json"};
constexpr std::array<std::string_view, 2> kTextJson = {"text", "json"};
constexpr std::array<std::string_view, 3> kTestFormats = {"text", "json", "junit"};
constexpr std::array<std::string_view, 4> kLintFormats = {"text", "json", "sarif", "junit"};
constexpr std::array<std::string_view, 6> kSplitFormats = {"text",  "json",           "array",
                                                           "files", "cloudformation", "terraform"};
constexpr std::array<std::string_view, 3> kTables = {"text", "json", "csv"};
constexpr std::array<std::string_view, 6> kGraphFormatNames = {"json",    "ndjson", "dot",
                                                               "graphml", "csv",    "sqlite"};

constexpr std::array kCommands = {
    Command{"analyze", "what is in this snapshot, and what is wrong with it", kAnalyze, kTextJson,
            "arnscope analyze account.json\narnscope analyze page-*.json --format json", run_analyze},
    Command{"graph", "the entities and relationships of a snapshot", kGraph, kGraphFormatNames,
            "arnscope graph account.json --class TRUSTS,CAN_ASSUME --format dot | dot -Tsvg > trust.svg\n"
            "arnscope graph account.json --format sqlite --output graph.sqlite",
            run_graph},
    Command{"can", "may this principal do this, and why", kCan, kTextJson,
            "arnscope can account.json role/app s3:GetObject arn:aws:s3:::data/report.csv\n"
            "arnscope can account.json user/ana iam:CreateUser -c aws:MultiFactorAuthPresent=true",
            run_can, "0 allowed, 1 denied or conditional, 2 could not run"},
    Command{"who-can", "who may do this", kWhoCan, kTables,
            "arnscope who-can account.json s3:GetObject 'arn:aws:s3:::payroll/*'\n"
            "arnscope who-can account.json 'iam:*AccessKey' --via-chains",
            run_who_can, "0 somebody may, if only under a condition, 1 nobody may, 2 could not run"},
    Command{"what-can", "what may this principal do", kWhatCan, kTables,
            "arnscope what-can account.json role/app\n"
            "arnscope what-can account.json user/ana --resource arn:aws:s3:::payroll --as-policy",
            run_what_can},
    Command{"simulate", "what AWS would decide on scenarios that bring their own policies", kSimulate, kJson,
            "arnscope simulate scenarios.jsonl --jobs 2 > answers.jsonl\n"
            "generate-scenarios | arnscope simulate | grep '\"allowed\"'",
            run_simulate},
    Command{"test", "do these access tests hold", kTest, kTestFormats,
            "arnscope test access-tests/\narnscope test access-tests/ --format junit --output results.xml",
            run_test},
    Command{"lint", "what is wrong with these policies, templates, plans and snapshots", kLint, kLintFormats,
            "arnscope lint policies/ template.yaml --fail-on warning\n"
            "arnscope lint plan.json --format sarif --output lint.sarif",
            run_lint},
    Command{"expand", "which actions does a wildcard grant", kExpand, kTextJson,
            "arnscope expand 's3:Get*' '*:*Describe*' --levels read\narnscope expand policy.json",
            run_expand},
    Command{"require", "does this identity have these permissions", kRequire, kTestFormats,
            "arnscope require required.txt --policy aws:SecurityAudit --policy additional.json\n"
            "arnscope require required.json --snapshot account.json --principal role/auditor --surplus",
            run_require},
    Command{"split", "the fewest policies under the limit that say the same", kSplit, kSplitFormats,
            "arnscope split policy.json --attached aws:SecurityAudit\n"
            "arnscope split policy.json --merge --format files --output policies/",
            run_split},
    Command{"size", "how large are these policies, against which limit", kSize, kTables,
            "arnscope size policies/ template.yaml --over\narnscope size account.json --format csv",
            run_size},
    Command{"collect", "the script that makes a snapshot with the AWS CLI, and the role that it needs",
            kCollect, kText,
            "arnscope collect > collect.sh && sh collect.sh -o snapshot\n"
            "arnscope collect --setup cloudformation > role.json",
            run_collect},
    Command{"catalog", "what AWS publishes: actions, resource types, condition keys, managed policies",
            kCatalog, kTextJson, "arnscope catalog show s3:GetObject\narnscope catalog search ReadOnly",
            run_catalog},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

}  // namespace arnscope::cli
