#pragma once

/// How often this process has asked for memory since its start.
long allocations(void);
