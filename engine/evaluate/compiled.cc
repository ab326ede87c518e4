#include "engine/evaluate/compiled.h"

#include <algorithm>

#include "engine/catalog/catalog.h"

namespace arnscope {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// What stands between `${` and `}`.
TextPart variable_part(std::string_view inside) {
  TextPart part;
  if (inside == "*") {
    part.literal = kLiteralStar;
  } else if (inside == "?") {
    part.literal = kLiteralQuestion;
  } else if (inside == "$") {
    part.literal = "$";
  } else {
    size_t comma = inside.find(',');
    part.variable = make_key(trim(inside.substr(0, comma)));
    if (comma != std::string_view::npos) {
      std::string_view fallback = trim(inside.substr(comma + 1));
      if (fallback.size() >= 2 && fallback.front() == '\'' && fallback.back() == '\'')
        fallback = fallback.substr(1, fallback.size() - 2);
      part.fallback = fallback;
    }
  }
  return part;
}

// Whether the wildcards of the first five fields are stars at their ends, at least one of them.
bool has_trailing_stars(const ArnFields& fields) {
  bool any = false;
  for (size_t i = 0; i + 1 < fields.field.size(); ++i) {
    std::string_view literal = literal_prefix(fields.field[i]);
    if (literal.size() == fields.field[i].size()) continue;
    if (fields.field[i].substr(literal.size()) != "*") return false;
    any = true;
  }
  return any;
}

ResourcePattern compile_resource(std::string_view text, ShortArn short_arn, bool variables) {
  ResourcePattern pattern;
  pattern.written = text;
  if (is_match_all(text)) {
    pattern.form = ResourcePattern::Form::kAll;
    return pattern;
  }
  auto fields = split_arn_pattern(text, short_arn);
  if (!fields) return pattern;
  pattern.fields = *fields;
  std::string_view last = fields->field.back();
  if (variables) pattern.parts = split_variables(last);
  size_t tail = text.size() - last.size();  // where the last field begins, if it was written
  bool complete = last.data() == text.data() + tail;
  std::string_view literal = literal_prefix(text);
  if (!pattern.parts.empty()) {
    pattern.form = ResourcePattern::Form::kVariable;
    literal = literal.substr(0, std::min(literal.size(), text.find("${")));
  } else if (literal.size() == text.size() && complete) {
    pattern.form = ResourcePattern::Form::kLiteral;
  } else if (complete && literal.size() + 1 == text.size() && text.back() == '*' && literal.size() >= tail) {
    pattern.form = ResourcePattern::Form::kPrefix;
  } else {
    pattern.form = ResourcePattern::Form::kFields;
    pattern.crosses_colons = complete && has_trailing_stars(*fields);
  }
  pattern.literal = literal;
  pattern.literal_end = literal.empty() ? '\0' : literal.back();
  return pattern;
}

CompiledClause compile_clause(const ConditionClause& clause, bool variables) {
  CompiledClause compiled{
      clause.op.op, clause.op.set_operator, clause.op.if_exists, make_key(clause.key.value), {}, &clause};
  for (const Text& text : clause.values) {
    compiled.values.push_back(read_value(text.value, clause.op.op));
    if (variables && takes_variables(clause.op.op))
      compiled.values.back().parts = split_variables(text.value);
  }
  return compiled;
}

CompiledStatement compile_statement(const Statement& statement, const Policy& policy, PolicyKind kind) {
  const bool variables = policy.version == Version::k2012;
  CompiledStatement compiled;
  compiled.written = &statement;
  compiled.effect = statement.effect;
  if (statement.resource) {
    compiled.has_resource = true;
    compiled.resource_polarity = statement.resource->polarity;
    ShortArn short_arn = kind == PolicyKind::kIdentity ? ShortArn::kCompleted : ShortArn::kNeverMatches;
    for (const Text& text : statement.resource->values)
      compiled.resources.push_back(compile_resource(text.value, short_arn, variables));
  }
  for (const ConditionClause& clause : statement.conditions)
    compiled.clauses.push_back(compile_clause(clause, variables));
  return compiled;
}

struct Range {
  ActionId first;
  ActionId last;  // half-open
};

std::vector<Range> ranges_of(const ActionSet& set) {
  std::vector<Range> ranges;
  set.for_each([&](ActionId id) {
    if (!ranges.empty() && ranges.back().last == id) {
      ++ranges.back().last;
    } else {
      ranges.push_back({id, id + 1});
    }
  });
  return ranges;
}

void index_actions(CompiledPolicy& compiled) {
  std::vector<std::vector<Range>> ranges;
  std::vector<ActionId>& starts = compiled.interval_starts;
  for (const CompiledStatement& statement : compiled.statements) {
    ranges.push_back(ranges_of(actions_of(*statement.written)));
    for (const Range& range : ranges.back()) {
      starts.push_back(range.first);
      starts.push_back(range.last);
    }
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  compiled.words = static_cast<uint32_t>((ranges.size() + 63) / 64);
  compiled.interval_bits.assign(starts.size() * compiled.words, 0);
  for (size_t s = 0; s < ranges.size(); ++s) {
    for (const Range& range : ranges[s]) {
      auto at =
          static_cast<size_t>(std::lower_bound(starts.begin(), starts.end(), range.first) - starts.begin());
      for (; starts[at] < range.last; ++at)
        compiled.interval_bits[at * compiled.words + s / 64] |= uint64_t{1} << (s % 64);
    }
  }
}

}  // namespace

std::vector<TextPart> split_variables(std::string_view text) {
  std::vector<TextPart> parts;
  size_t literal = 0;
  for (size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
    size_t close = text.find('}', at);
    if (close == std::string_view::npos) break;
    if (close == at + 2) {
      at = close;
      continue;
    }
    if (at > literal) parts.push_back({std::string(text.substr(literal, at - literal)), {}, {}});
    parts.push_back(variable_part(text.substr(at + 2, close - at - 2)));
    at = literal = close + 1;
  }
  if (!parts.empty() && literal < text.size()) parts.push_back({std::string(text.substr(literal)), {}, {}});
  return parts;
}

bool takes_variables(Operator op) {
  return (op >= Operator::kStringEquals && op <= Operator::kStringNotLike) || op == Operator::kBool ||
         (op >= Operator::kArnEquals && op <= Operator::kArnNotLike);
}

ConditionValue read_value(std::string_view text, Operator op) {
  ConditionValue value;
  value.text = text;
  if (op >= Operator::kNumericEquals && op <= Operator::kNumericGreaterThanEquals) {
    value.number = parse_number(text);
  } else if (op >= Operator::kDateEquals && op <= Operator::kDateGreaterThanEquals) {
    value.date = parse_date(text);
  } else if (op == Operator::kIpAddress || op == Operator::kNotIpAddress) {
    value.ip = parse_ip(text);
  } else if (op == Operator::kBool || op == Operator::kNull) {
    value.boolean = parse_bool(text);
  }
  return value;
}

const uint64_t* CompiledPolicy::statements_on(ActionId id) const {
  auto above = std::upper_bound(interval_starts.begin(), interval_starts.end(), id);
  if (above == interval_starts.begin()) return nullptr;
  return &interval_bits[static_cast<size_t>(above - interval_starts.begin() - 1) * words];
}

ActionSet actions_of(const Statement& statement) {
  ActionSet set(catalog::action_count());
  for (const Text& pattern : statement.action.values) catalog::expand(pattern.value, set);
  if (statement.action.polarity == Polarity::kAllBut) set.complement();
  return set;
}

std::shared_ptr<const CompiledPolicy> compile(std::shared_ptr<const Policy> policy, PolicyKind kind,
                                              std::string name) {
  auto compiled = std::make_shared<CompiledPolicy>();
  compiled->kind = kind;
  compiled->name = std::move(name);
  for (const Statement& statement : policy->statements)
    compiled->statements.push_back(compile_statement(statement, *policy, kind));
  compiled->policy = std::move(policy);
  index_actions(*compiled);
  return compiled;
}

}  // namespace arnscope
