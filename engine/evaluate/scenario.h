// A request and its policies as one JSON object, with what is expected of the decision: what `simulate`
// answers, and what conformance cases and access tests are written in.
//   {"name": ..., "request": {"principal", "action", "resource", "resourceAccount", "managementAccount",
//                             "context"},
//    "policies": {"identity": [...], "resource": {...}, "grants": [...], "publicAccessBlock": {...}, ...},
//    "context": "complete" | "open", "expect": {...}}
// A policy is a document, or {"name": ..., "document": {...}}; one of `resource` may also say with "resource"
// which ARN it is attached to, and then counts only where it governs the resource of the request.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/document/document.h"
#include "engine/evaluate/authorize.h"
#include "engine/evaluate/expectation.h"

namespace arnscope {

// What a request asks about, before anybody is asked.
struct AskedRequest {
  Principal principal;
  std::string action;
  AskedResource resource;
  std::string resource_account;
  std::string management_account;
  Context context{Unlisted::kAbsent};

  // REQUIRES: this outlives the request.
  Request request() const;
};

struct Scenario {
  std::string name;
  std::string source;  // the page that states the rule
  AskedRequest asked;
  std::shared_ptr<const Policies> policies;
  std::optional<Expectation> expect;

  // REQUIRES: the scenario outlives the request.
  Request request() const { return asked.request(); }
};

// Whether what a scenario expects is read, or passed over.
enum class Expect : uint8_t { kRead, kPassedOver };

// Reads scenarios one after the other. Policies whose text repeats are compiled once and shared; only as many
// are remembered as fit in some tens of megabytes. One thread.
class ScenarioReader {
 public:
  explicit ScenarioReader(Expect expect = Expect::kRead);
  ~ScenarioReader();
  ScenarioReader(const ScenarioReader&) = delete;
  ScenarioReader& operator=(const ScenarioReader&) = delete;

  // Reads the scenario at `value`, whose member kPoliciesField may be unread (JsonReader::read).
  // Errors: an unknown field, a wrong type, an action that is none, a bad ARN, an impossible principal, a
  // policy with an error; each names the field and what would be right, with its place (counted from the
  // policies' beginning where they were unread). O(size of the value), without policies that are known.
  Result<Scenario> read(Value value);

  static constexpr std::string_view kPoliciesField = "policies";

 private:
  class Memory;
  Expect expect_;
  std::unique_ptr<Memory> memory_;
};

// Reads `request`, or any object that holds its fields among others; errors as ScenarioReader::read. `named`
// tells who a principal is that stands there as a text. A `context` that is a text, as it may stand among the
// fields of a test, says nothing of keys: it is passed over where `text` says so.
using NamedPrincipal = std::function<Result<Principal>(std::string_view)>;
enum class ContextText : uint8_t { kRefused, kPassedOver };
Result<AskedRequest> read_request(Value object, Unlisted unlisted,
                                  const NamedPrincipal& named = parse_principal,
                                  ContextText text = ContextText::kRefused);

}  // namespace arnscope
