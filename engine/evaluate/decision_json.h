// Decisions as JSON: what `simulate`, `can` and `who-can` print, and what access tests expect.
#pragma once

#include <cstdint>

#include "engine/document/json_writer.h"
#include "engine/evaluate/grants.h"

namespace arnscope {

// Whether the places of statements in their files are written.
enum class Places : uint8_t { kWritten, kLeftOut };

// The members of a statement's reference: policy, statement, sid, effect, place.
void write_reference(JsonWriter& json, const StatementReference& reference, Places places);

// The remaining condition: {"and": [...]}, {"or": [...]}, {"not": ...}, or a clause with its operator, key
// and values, and the statement that it comes from unless places are left out.
void write_condition(JsonWriter& json, const Expression& condition, Places places);

// The members of a decision: decision, blockedBy, decidedBy, condition, and rule where one decided. The
// clauses of the condition say which statements they come from; the places of the deciding ones are written
// or not.
void write_decision(JsonWriter& json, Verdict verdict, const Decision& decision, Places places);

// The same for an answer on whatever resources: of a pattern, extent and grants as well.
void write_decision(JsonWriter& json, const ResourceDecision& answer, Places places);

// The member `grants`.
void write_grants(JsonWriter& json, const std::vector<ResourceGrant>& grants, Places places);

}  // namespace arnscope
