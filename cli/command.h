// The commands of arnscope as one table: what main.cc reads from the command line and whom it calls.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/terminal.h"

namespace arnscope::cli {

// What a command may say to its caller. Documented in `arnscope --help`.
constexpr int kYes = 0;     // allowed, nothing found, done
constexpr int kNo = 1;      // denied, something found
constexpr int kFailed = 2;  // bad usage, unreadable input

// Everything that can stand on a command line. A command reads the fields that its row declares.
struct Options {
  std::string snapshot;
  std::vector<std::string> snapshots;  // further files of the same snapshot
  std::string principal;
  std::string action;
  std::string resource;
  std::vector<std::string> words;  // positional arguments of commands that take many
  std::vector<std::string> context;
  std::string resource_account;
  std::string file;  // of commands that take one file or standard input
  std::string jobs;
  std::vector<std::string> classes;
  std::vector<std::string> levels;
  std::vector<std::string> services;
  std::string type;    // of a policy, as policies/limits.json names it
  std::string limits;  // a file of limits
  std::vector<std::string> policies;
  std::string boundary;
  std::string format;
  std::string output;
  std::string color = "auto";
  bool quiet = false;
  bool invert = false;
  bool all = false;
  bool via_chains = false;
  bool as_policy = false;
  bool explain = false;
  bool surplus = false;
  std::string limit;
  std::vector<std::string> attached;
  std::vector<std::string> previous;
  std::string least_members;
  bool merge = false;
  bool wildcards = false;
  bool repair = false;
  bool over = false;
  bool no_places = false;
  bool effective = false;
  std::vector<std::string> account_names;  // ID=NAME
  std::vector<std::string> production;     // ids of accounts
  std::string setup;                       // of `collect`: how its role is created
  std::string partition;                   // "aws", "aws-cn", "aws-us-gov"
  std::string role;                        // the name of a role to create
  bool policy_only = false;
  std::string fail_on;  // of `lint`: a severity
  std::string profile, baseline;
  bool list = false;
  bool fix = false;
  bool verbose = false;
};

// One argument: a positional one where `flags` has no dash. Exactly one of the members is set.
struct Argument {
  const char* flags;
  const char* help;
  std::string Options::*text = nullptr;
  std::vector<std::string> Options::*texts = nullptr;
  bool Options::*flag = nullptr;
  bool required = false;
  const char* value = "";  // how its value is called in the help
};

struct Command {
  const char* name;
  const char* summary;
  std::span<const Argument> arguments;
  std::span<const std::string_view> formats;  // the first is the default
  const char* examples;                       // two lines
  int (*run)(const Options& options, Terminal& terminal);
  const char* exit_codes = nullptr;  // in words, of a command whose answer is one of several
};

std::span<const Command> commands();

int run_analyze(const Options& options, Terminal& terminal);
int run_graph(const Options& options, Terminal& terminal);
int run_can(const Options& options, Terminal& terminal);
int run_who_can(const Options& options, Terminal& terminal);
int run_what_can(const Options& options, Terminal& terminal);
int run_simulate(const Options& options, Terminal& terminal);
int run_test(const Options& options, Terminal& terminal);
int run_expand(const Options& options, Terminal& terminal);
int run_require(const Options& options, Terminal& terminal);
int run_split(const Options& options, Terminal& terminal);
int run_size(const Options& options, Terminal& terminal);
int run_lint(const Options& options, Terminal& terminal);
int run_collect(const Options& options, Terminal& terminal);
int run_catalog(const Options& options, Terminal& terminal);

}  // namespace arnscope::cli
