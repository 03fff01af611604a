import NIOCore

/// There is one timer per connection. It is armed for a request only when that did not come whole in one read, and otherwise
/// looks now and then what the connection is doing.
extension HTTPConnection: NIOScheduledCallbackHandler {
    /// How long after an answer that ends the connection the client may be silent before the connection is cut. One that
    /// goes on sending has the time of a request.
    static let lingering = TimeAmount.seconds(2)
    /// How long an idle connection stays open when the server shuts down, for a request that is already on its way.
    static let lastCall = TimeAmount.seconds(1)

    /// When something has to be done if nothing happens.
    private var due: NIODeadline {
        switch phase {
        case .waiting: since + (dispatcher.draining.isOn ? Self.lastCall : TimeAmount(dispatcher.configuration.idleTimeout))
        case .readingHead, .readingBody: since + TimeAmount(dispatcher.configuration.requestDeadline)
        case .answering: .now() + TimeAmount(dispatcher.configuration.idleTimeout)
        case .leaving: min(since + Self.lingering, left + TimeAmount(dispatcher.configuration.requestDeadline))
        case .closed: .distantFuture
        }
    }

    /// Sees to it that the timer fires no later than is due.
    func arm() {
        let due = self.due
        guard let context, due < timerDue else { return }
        timer?.cancel()
        timerDue = due
        // Refused only by an event loop that is shut down, and its connections are closed.
        timer = try? context.eventLoop.assumeIsolated().scheduleCallback(at: due, handler: self)
    }

    func handleScheduledCallback(eventLoop: some EventLoop) {
        timer = nil
        timerDue = .distantFuture
        let isTooSlow = isStalled()
        if case .answering(let task) = phase {
            if isTooSlow {
                task.cancel()
                close()
            }
        } else if due <= .now() {
            expire(isStalled: isTooSlow)
        }
        arm()
    }

    private func expire(isStalled: Bool) {
        switch phase {
        case .readingHead: refuse(.requestTimeout)
        case .readingBody(let incoming): refuse(.requestTimeout, incoming.exchange)
        case .waiting where unsent > 0 && !isStalled, .leaving where unsent > 0 && !isStalled: since = .now()
        case .waiting where dispatcher.draining.isOn: leave(with: ByteBuffer())
        case .waiting, .leaving: close()
        case .answering, .closed: break
        }
    }

    /// Whether the client has taken nothing of what there is for it since the timer last looked.
    private func isStalled() -> Bool {
        let before = unsent
        unsent = (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        return unsent > 0 && unsent == before
    }

    /// The server is shutting down.
    func quiesce() {
        dispatcher.draining.begin()
        switch phase {
        case .waiting:
            since = .now()
            arm()
        case .readingHead, .readingBody, .answering: isLast = true
        case .leaving, .closed: break
        }
    }
}
