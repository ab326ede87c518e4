// The two ways out of the program: data on standard output or into a file, talk on standard error.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/finding.h"
#include "engine/report/output.h"
#include "engine/report/style.h"
#include "engine/report/table.h"

namespace arnscope::cli {

class Terminal {
 public:
  // `color` is auto, always or never; auto obeys NO_COLOR and whether the stream is a terminal.
  Terminal(std::string_view color, bool quiet);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // Sends data to a file instead. Returns false, having said why, where it cannot be written.
  bool redirect(const std::string& path);

  Output& data() { return *data_; }
  Color color() const { return data_color_; }
  TextLayout layout() const { return {data_color_, data_width_}; }
  // Ends the data. Returns false where it could not be written, having said so; a reader that went away is no
  // fault.
  bool finish();

  // One line of talk, unless quiet; errors are never quiet.
  void say(std::string_view message);
  void fail(std::string_view message);
  void fail(const Error& error);
  void warn(const Finding& finding);

  // A progress line that overwrites itself, on a terminal alone and not in the first second.
  void progress(std::string_view what, size_t done, size_t all);

 private:
  void clear_progress();

  std::FILE* file_ = nullptr;  // where redirect() sends data
  std::string path_;
  bool quiet_;
  bool talk_is_terminal_;
  bool write_failed_ = false;
  Color data_color_ = Color::kOff;
  Color talk_color_ = Color::kOff;
  size_t data_width_ = 0;
  long long started_;
  int shown_percent_ = -1;
  std::unique_ptr<Output> data_;
};

}  // namespace arnscope::cli
