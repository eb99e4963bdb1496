/** A first spec for the embedded sandbox; README shows it, and `init` without a document writes it. */
export const SANDBOX_SPEC = {
  path: 'connect/get_payment_link.md',
  text: `---
endpoint: GET /connect/v1/payment-links/{linkId}
domain: connect
status: pending
tokens: [connect]
---
# Get a payment link

## Prerequisites

\`\`\`yaml
steps:
  - id: create_link
    method: POST
    path: /connect/v1/payment-links
    body:
      amount: 2500
      currency: EUR
      customer: { name: "{{random_firstname}}", email: "{{random_email}}" }
    extract:
      link_id: $.id
    expect:
      status: 201
\`\`\`

## Test Request

\`\`\`yaml
steps:
  - id: get_link
    method: GET
    path: /connect/v1/payment-links/{link_id}
    expect:
      status: 200
      body:
        $.id: "{{link_id}}"
        $.createdAt: { format: date-time }
      maxMs: 2000
\`\`\`

## Cleanup

\`\`\`yaml
steps:
  - id: cancel_link
    method: POST
    path: /connect/v1/payment-links/{link_id}/cancel
\`\`\`
`,
} as const;
