import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

extension HTTPConnection {
    /// Takes the next part of a request from the decoder.
    func receive(_ part: HTTPServerRequestPart) {
        switch (phase, part) {
        case (.answering, _): pipelined.append(part)
        case (.waiting, .head(let head)):
            since = .now()
            begin(head)
        case (.readingHead, .head(let head)): begin(head)
        case (.readingBody(let incoming), .body(var piece)):
            if body.readableBytes + piece.readableBytes > incoming.bodyLimit {
                refuse(.tooLarge(limit: incoming.bodyLimit), incoming.exchange)
            } else if body.readableBytes == 0 {
                body = piece
            } else {
                body.writeBuffer(&piece)
            }
        case (.readingBody(let incoming), .end): dispatch(incoming)
        case (.waiting, _), (.readingHead, _), (.readingBody, .head), (.leaving, _), (.closed, _): break
        }
    }

    /// Goes on with what came while the last request was being answered.
    func receivePipelined() {
        while !pipelined.isEmpty {
            if case .answering = phase { return }
            receive(pipelined.removeFirst())
        }
        arm()
        if holdsReads {
            holdsReads = false
            context?.read()
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        let headers = HTTPFields(head.headers, splitCookie: false)
        var exchange = Exchange(id: ids.next(), remoteAddress: remoteAddress, start: since)
        exchange.read(head, headers: headers, dispatcher: dispatcher)
        do throws(APIError) {
            let incoming = try IncomingRequest(head, headers: headers, exchange: exchange, dispatcher: dispatcher)
            if incoming.awaitsContinue {
                context?.writeAndFlush(wrapOutboundOut(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
            }
            phase = .readingBody(incoming)
        } catch {
            refuse(error, exchange)
        }
    }

    private func dispatch(_ incoming: IncomingRequest) {
        guard let context else { return }
        let body = self.body
        self.body = ByteBuffer()
        let channel = context.channel
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        phase = .answering(
            Task(executorPreference: executor) { [dispatcher] in
                await Answering(dispatcher: dispatcher, exchange: incoming.exchange, channel: channel, connection: connection)
                    .answer(incoming, body: body)
            }
        )
    }
}
