import NIOCore
import NIOHTTP1

/// One connection: reads requests, has them answered one after the other, and keeps to its deadlines.
///
/// This stands behind NIO's decoder and takes the place of Hummingbird's codec and state handler, because three duties need
/// all of it in one hand: a deadline over the whole of a request, an answer before a refused body has been read, and the
/// cancellation of a handler whose client is gone. A request costs one task and one write.
final class HTTPConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
        /// For the first byte of a request.
        case waiting
        /// A part of a head has come.
        case readingHead
        /// The head is there, the body on its way.
        case readingBody(IncomingRequest)
        /// The handler is at work.
        case answering(Task<Void, Never>)
        /// The last answer is written; what still comes is thrown away until the client has closed, because closing with
        /// unread bytes would destroy the answer on its way (RFC 9112 section 9.6).
        case leaving
        case closed
    }

    let dispatcher: Dispatcher
    var phase = Phase.waiting
    var context: ChannelHandlerContext?
    var executor: EventLoopExecutor?
    /// What has come of the body; outside of `phase`, where adding to it would copy it all.
    var body = ByteBuffer()
    /// Parts of requests that the client sent without waiting for the answer to the present one.
    var pipelined: CircularBuffer<HTTPServerRequestPart> = []
    var holdsReads = false
    /// Whether no request may follow the present one.
    var isLast = false
    /// Whether the client has closed its side.
    var isInputClosed = false
    /// Whether the socket has taken the last bytes of the connection.
    var isFlushed = false
    var ids = RequestIDs()
    lazy var remoteAddress = context?.remoteAddress?.ipAddress ?? "unknown"
    /// When the present request began to arrive, or the connection became idle.
    var since = NIODeadline.now()
    /// When the last answer was written.
    var left = NIODeadline.distantFuture
    var timer: NIOScheduledCallback?
    var timerDue = NIODeadline.distantFuture
    /// What the socket had not yet taken when the timer last looked.
    var unsent = 0

    init(dispatcher: Dispatcher) {
        self.dispatcher = dispatcher
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        executor = EventLoopExecutor(context.eventLoop)
        arm()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        disconnect()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        receive(unwrapInboundIn(data))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        switch phase {
        case .waiting:
            // Bytes came and no head: the clock of the request starts with its first byte.
            phase = .readingHead
            since = .now()
            arm()
        case .readingBody: arm()
        case .leaving: since = .now()
        case .readingHead, .answering, .closed: break
        }
        context.fireChannelReadComplete()
    }

    /// Does not read on while there are unanswered requests, lest a client fills the memory with them.
    func read(context: ChannelHandlerContext) {
        if pipelined.isEmpty {
            context.read()
        } else {
            holdsReads = true
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch (phase, error) {
        case (.answering, is HTTPParserError): isLast = true
        case (.leaving, _), (.closed, _), (.answering, is ByteToMessageDecoderError): break
        case (_, HTTPParserError.headerOverflow): refuse(.headersTooLarge)
        case (_, is HTTPParserError): refuse(.badRequest("The request is not well-formed HTTP/1.1."))
        default: context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent: quiesce()
        case ChannelEvent.inputClosed: inputClosed()
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        disconnect()
        context.fireChannelInactive()
    }

    /// The client sends no more. That is how it hangs up, so a handler at work is told to stop; should it have an answer
    /// all the same, a client that has closed only its own side gets it.
    private func inputClosed() {
        isInputClosed = true
        switch phase {
        case .answering(let task):
            isLast = true
            task.cancel()
        case .waiting, .readingHead, .readingBody: leave(with: ByteBuffer())
        case .leaving where isFlushed: close()
        case .leaving, .closed: break
        }
    }

    private func disconnect() {
        if case .answering(let task) = phase { task.cancel() }
        phase = .closed
        pipelined.removeAll()
        timer?.cancel()
        timer = nil
    }

    func close() {
        context?.close(promise: nil)
    }
}
