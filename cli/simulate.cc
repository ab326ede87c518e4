// `simulate [FILE]`: the decision on each scenario, a line in and a line out, in order.
#include "engine/evaluate/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "cli/command.h"
#include "engine/base/line_reader.h"
#include "engine/base/text.h"

namespace arnscope::cli {
namespace {

struct Counts {
  uint64_t lines = 0;
  uint64_t errors = 0;
  uint64_t first_error = 0;

  void add(Simulated simulated, uint64_t line) {
    ++lines;
    if (simulated == Simulated::kDecided) return;
    if (errors++ == 0) first_error = line;
  }
  void add(const Counts& other) {
    if (errors == 0) first_error = other.first_error;
    lines += other.lines;
    errors += other.errors;
  }
};

// The answers to the lines of one block. Lines of white space have none.
Counts answer_block(Simulator& simulator, const LineReader::Block& block, std::string& out) {
  Counts counts;
  if (block.too_long) {
    write_line_error(fmt::format("the line is longer than {} bytes", LineReader::kMaxLineBytes),
                     block.first_line, out);
    counts.add(Simulated::kError, block.first_line);
    return counts;
  }
  const std::string_view text = block.source->text();
  uint64_t number = block.first_line;
  for (size_t begin = 0; begin < text.size(); ++number) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos)
      counts.add(simulator.answer(block.source, {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)},
                                  number, out),
                 number);
    begin = end + 1;
  }
  return counts;
}

// Answers blocks on several threads and writes them in the order in which they came. Whoever has finished
// the block that is next writes it, so that nobody waits for a reader that waits for its input.
class Workers {
 public:
  Workers(size_t threads, Output& output) : output_(output), most_(threads * 4) {
    for (size_t i = 0; i < threads; ++i) {
      try {
        threads_.emplace_back([this] { work(); });
      } catch (const std::system_error&) {  // no room for more: those that are there do the work
        if (i == 0) throw;
        return;
      }
    }
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers() { finish(); }

  // Waits while too many blocks are under way. Returns false once nobody reads the answers any more.
  bool add(LineReader::Block block) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return given_ - written_ < most_; });
    waiting_.emplace(given_++, std::move(block));
    work_.notify_one();
    return !output_.closed();
  }

  const Counts& finish() {
    {
      const std::scoped_lock lock(mutex_);
      ended_ = true;
    }
    work_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    return counts_;
  }

 private:
  struct Answered {
    std::string text;
    Counts counts;
  };

  void work() {
    Simulator simulator;
    std::unique_lock lock(mutex_);
    for (;;) {
      work_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      auto next = waiting_.extract(waiting_.begin());
      lock.unlock();
      Answered answered;
      answered.counts = answer_block(simulator, next.mapped(), answered.text);
      lock.lock();
      answered_.emplace(next.key(), std::move(answered));
      write();
    }
  }

  void write() {
    while (!answered_.empty() && answered_.begin()->first == written_) {
      output_.write(answered_.begin()->second.text);
      counts_.add(answered_.begin()->second.counts);
      answered_.erase(answered_.begin());
      ++written_;
    }
    output_.flush();
    room_.notify_one();
  }

  Output& output_;
  const uint64_t most_;
  std::mutex mutex_;
  std::condition_variable work_, room_;
  std::map<uint64_t, LineReader::Block> waiting_;
  std::map<uint64_t, Answered> answered_;
  uint64_t given_ = 0;
  uint64_t written_ = 0;
  bool ended_ = false;
  Counts counts_;
  std::vector<std::thread> threads_;
};

// Whether the input is one document, a list or one scenario over many lines, and not a scenario a line.
bool is_document(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return false;
  if (text[begin] == '[') return true;
  const size_t next = text.find_first_not_of(" \t\r", begin + 1);
  return text[begin] == '{' && (next == std::string_view::npos || text[next] == '\n');
}

std::optional<Counts> answer_document(LineReader& reader, const LineReader::Block& first,
                                      Terminal& terminal) {
  std::string text(first.source->text());
  for (;;) {
    auto block = reader.next();
    if (!block) return terminal.fail(block.error()), std::nullopt;
    if (!*block) break;
    if ((*block)->too_long || text.size() + (*block)->source->text().size() > Source::kMaxBytes) {
      terminal.fail(fmt::format("the document is too large: its lines may have {} bytes, it may have {}",
                                LineReader::kMaxLineBytes, Source::kMaxBytes));
      return std::nullopt;
    }
    text += (*block)->source->text();
  }
  auto source = Source::from_text(first.source->name(), std::move(text));
  auto documents = read_json_sequence(source);
  if (!documents) return terminal.fail(documents.error()), std::nullopt;
  Counts counts;
  Simulator simulator;
  auto answer = [&](Value scenario) {
    std::string line;
    const uint64_t number = source->position(scenario.span().begin).line;
    counts.add(simulator.answer(scenario, number, line), number);
    terminal.data().write(line);
  };
  for (const auto& document : *documents) {
    if (!document->root().is_array()) answer(document->root());
    for (Value scenario : document->root().elements()) answer(scenario);
  }
  return counts;
}

// One thread for each core unless the option says otherwise. Nothing, having said why, for what is no number.
std::optional<size_t> thread_count(const std::string& jobs, Terminal& terminal) {
  if (jobs.empty()) return std::max(1U, std::thread::hardware_concurrency());
  size_t count = 0;
  const auto [end, error] = std::from_chars(jobs.data(), jobs.data() + jobs.size(), count);
  if (error == std::errc() && end == jobs.data() + jobs.size() && count >= 1 && count <= 64) return count;
  terminal.fail(fmt::format("`{}` is no number of threads: 1 to 64", printable(jobs)));
  return std::nullopt;
}

std::optional<Counts> answer_lines(LineReader& reader, std::optional<LineReader::Block> block, size_t threads,
                                   Terminal& terminal) {
  Workers workers(threads, terminal.data());
  while (block) {
    if (!workers.add(*std::move(block))) break;
    terminal.progress("simulating", reader.done(), reader.size());
    auto next = reader.next();
    if (!next) {
      workers.finish();
      return terminal.fail(next.error()), std::nullopt;
    }
    block = *std::move(next);
  }
  return workers.finish();
}

}  // namespace

int run_simulate(const Options& options, Terminal& terminal) {
  const auto threads = thread_count(options.jobs, terminal);
  if (!threads) return kFailed;
  auto reader = LineReader::open(options.file.empty() ? "-" : options.file);
  if (!reader) return terminal.fail(reader.error()), kFailed;
  auto first = (*reader)->next();
  if (!first) return terminal.fail(first.error()), kFailed;
  const bool document = *first && (*first)->source && is_document((*first)->source->text());
  const auto counts = document ? answer_document(**reader, **first, terminal)
                               : answer_lines(**reader, *std::move(first), *threads, terminal);
  if (!counts) return kFailed;
  if (counts->errors == 0) return kYes;
  terminal.fail(fmt::format("{} of {} scenarios could not be read: the first in line {}", counts->errors,
                            counts->lines, counts->first_error));
  return kFailed;
}

}  // namespace arnscope::cli
