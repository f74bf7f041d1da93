#pragma once

// Nothing to call: the target replaces functions of Swift's standard library where ThreadSanitizer is on.
