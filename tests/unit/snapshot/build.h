// Snapshots from short texts, and questions to them.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/snapshot/access.h"
#include "engine/snapshot/load.h"

namespace arnscope {

using Loaded = Result<std::unique_ptr<const Snapshot>>;

inline Loaded load_texts(const std::vector<std::string>& texts) {
  std::vector<std::shared_ptr<const Source>> sources;
  for (size_t i = 0; i < texts.size(); ++i)
    sources.push_back(Source::from_text(std::string(1, static_cast<char>('a' + i)) + ".json", texts[i]));
  return load_snapshot(sources);
}

inline std::unique_ptr<const Snapshot> snapshot_of(const std::vector<std::string>& texts) {
  auto loaded = load_texts(texts);
  EXPECT_TRUE(loaded) << (loaded ? "" : format_error(loaded.error()));
  return loaded ? std::move(*loaded) : std::make_unique<const Snapshot>();
}

// "place severity code message" of each finding.
inline std::vector<std::string> lines(const Snapshot& snapshot) {
  std::vector<std::string> out;
  for (const Finding& f : snapshot.findings)
    out.push_back(format_place(f.place) + " " + std::string(severity_name(f.severity)) + " " +
                  std::string(f.code) + " " + f.message);
  return out;
}

inline Decision ask(Access& access, std::string_view principal, std::string_view action,
                    std::string_view resource) {
  const bool is_service = is_service_name(principal);
  Caller caller = access.caller(is_service ? service_principal(principal) : *parse_principal(principal));
  access.add_resource_tags(resource, caller.context);
  Request request(caller.principal, caller.context);
  request.set_action(action);
  request.set_resource_account(access.owner_account(caller.principal, resource));
  request.set_resource(resource);
  access.add_resource_organization(request.resource_account(), caller.context);
  access.add_resource_policy(request, caller.policies);
  return explain(request, caller.policies);
}

// The verdict, and the condition behind a blank.
inline std::string verdict(const Snapshot& snapshot, std::string_view principal, std::string_view action,
                           std::string_view resource, Unlisted unlisted = Unlisted::kUnknown) {
  Access access(snapshot, unlisted);
  Decision decision = ask(access, principal, action, resource);
  std::string out(verdict_name(decision.verdict));
  return decision.verdict == Verdict::kConditional ? out + " " + to_text(decision.condition) : out;
}

}  // namespace arnscope
