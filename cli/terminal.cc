#include "cli/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>

namespace arnscope::cli {
namespace {

long long milliseconds() {
  using std::chrono::steady_clock;
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now().time_since_epoch())
      .count();
}

// https://no-color.org: any value that is not empty.
bool no_color() {
  const char* value = std::getenv("NO_COLOR");
  return value != nullptr && *value != '\0';
}

Color color_for(std::string_view wish, int descriptor) {
  if (wish == "always") return Color::kOn;
  if (wish == "never" || no_color() || isatty(descriptor) == 0) return Color::kOff;
  return Color::kOn;
}

size_t width_of(int descriptor) {
  winsize size{};
  if (isatty(descriptor) == 0 || ioctl(descriptor, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace

Terminal::Terminal(std::string_view color, bool quiet)
    : quiet_(quiet),
      talk_is_terminal_(isatty(STDERR_FILENO) != 0),
      data_color_(color_for(color, STDOUT_FILENO)),
      talk_color_(color_for(color, STDERR_FILENO)),
      data_width_(width_of(STDOUT_FILENO)),
      started_(milliseconds()) {
  data_ = std::make_unique<Output>([this](std::string_view piece) {
    std::FILE* target = file_ == nullptr ? stdout : file_;
    if (std::fwrite(piece.data(), 1, piece.size(), target) == piece.size() && std::fflush(target) == 0)
      return true;
    write_failed_ = errno != EPIPE;
    return false;
  });
}

Terminal::~Terminal() {
  if (file_ != nullptr) std::fclose(file_);
}

bool Terminal::redirect(const std::string& path) {
  if (path.empty() || path == "-") return true;
  file_ = std::fopen(path.c_str(), "wb");
  path_ = path;
  data_width_ = 0;
  data_color_ = Color::kOff;
  if (file_ == nullptr) fail(fmt::format("cannot write `{}`: {}", path, std::strerror(errno)));
  return file_ != nullptr;
}

bool Terminal::finish() {
  clear_progress();
  data_->flush();
  if (write_failed_)
    fail(fmt::format("cannot write {}: {}", path_.empty() ? "standard output" : path_, std::strerror(errno)));
  return !write_failed_;
}

void Terminal::say(std::string_view message) {
  if (quiet_) return;
  clear_progress();
  fmt::print(stderr, "arnscope: {}\n", message);
}

void Terminal::fail(std::string_view message) {
  clear_progress();
  fmt::print(stderr, "{} {}\n", styled("error:", Style::kError, talk_color_), message);
}

void Terminal::fail(const Error& error) {
  clear_progress();
  fmt::print(stderr, "{}", format_error(error));
}

void Terminal::warn(const Finding& finding) {
  if (quiet_) return;
  clear_progress();
  fmt::print(stderr, "{}", format_finding(finding));
}

void Terminal::progress(std::string_view what, size_t done, size_t all) {
  if (quiet_ || !talk_is_terminal_ || all == 0 || milliseconds() - started_ < 1000) return;
  int percent = static_cast<int>(done * 100 / all);
  if (percent == shown_percent_) return;
  shown_percent_ = percent;
  fmt::print(stderr, "\r{} {}%", what, percent);
}

void Terminal::clear_progress() {
  if (shown_percent_ < 0) return;
  fmt::print(stderr, "\r\x1b[K");
  shown_percent_ = -1;
}

}  // namespace arnscope::cli
